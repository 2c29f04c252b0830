using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Api.Hosting;

/// <summary>
/// WhatsApp while the engine catches up after a restore (<c>Storage:CatchUp</c>). What the inputs of the lost time lead to may have been sent then, and nobody knows any more:
/// so nothing is sent, and every message counts as unknown, as after a crash in the middle of a call.
/// </summary>
public sealed partial class CatchingUp : IWhatsApp
{
    public const string Setting = "Storage:CatchUp";

    public CatchingUp(ILogger<CatchingUp> logger) => Log.Begun(logger);

    public static bool IsAskedFor(IConfiguration configuration) => configuration.GetValue<bool>(Setting);

    public Task<SendResult> Send(StoreId store, Effect.Send send, CancellationToken cancellationToken) =>
        Task.FromResult<SendResult>(new SendResult.Unknown("catching up after a restore: it may have been sent before"));

    public Task MarkRead(StoreId store, Effect.MarkRead read, CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(123, LogLevel.Warning, "Catching up after a restore: nothing is sent, every message counts as unknown, until the engine is started without Storage:CatchUp")]
        public static partial void Begun(ILogger logger);
    }
}
