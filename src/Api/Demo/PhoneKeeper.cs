using Conversations.Actors;
using Conversations.WhatsApp.Simulator;

namespace Conversations.Api.Demo;

/// <summary>Keeps the demo's phones over a restart, a document each: <c>phone/33612345678</c>. They are the customers' own: erasing a customer leaves them.</summary>
public sealed class PhoneKeeper(SimulatedWhatsApp whatsApp, IStoreRecords records) : IHostedService, IDisposable
{
    private const string Prefix = "phone/";

    private readonly SemaphoreSlim one = new(1, 1);

    public async Task StartAsync(CancellationToken cancellationToken) =>
        whatsApp.Phones.Restore((await records.Documents(DemoSettings.Store, Prefix, cancellationToken)).Select(static document => document.Body));

    /// <summary>Writes what has changed, the later state of a phone after the earlier.</summary>
    public async Task Keep()
    {
        await one.WaitAsync();
        try
        {
            foreach (var (name, written) in whatsApp.Phones.TakeTouched())
            {
                await records.PutDocument(DemoSettings.Store, Prefix + name, written, CancellationToken.None);
            }
        }
        finally
        {
            one.Release();
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => one.Dispose();
}
