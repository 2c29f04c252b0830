using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Conversations.Load.Machine;

/// <summary>Stands where WhatsApp's Graph API would and accepts everything.</summary>
internal sealed class GraphSink : IAsyncDisposable
{
    private readonly WebApplication app;
    private long calls;

    private GraphSink(WebApplication app, Uri url)
    {
        this.app = app;
        Url = url;
    }

    public Uri Url { get; }

    public long Calls => Interlocked.Read(ref calls);

    public static async Task<GraphSink> Start(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Find()}"));
        builder.WebHost.UseUrls(url.ToString());
        var sink = new GraphSink(builder.Build(), url);
        sink.app.Run(sink.Answer);
        await sink.app.StartAsync(cancellationToken);
        return sink;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private Task Answer(HttpContext context)
    {
        var call = Interlocked.Increment(ref calls);
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"messaging_product":"whatsapp","contacts":[{"input":"x","wa_id":"x"}],"messages":[{"id":"wamid.sink{{call}}"}],"success":true}"""));
    }
}
