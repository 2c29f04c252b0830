using Conversations.Actors;
using Conversations.Actors.Sending;
using Conversations.Api.Storefront;
using Conversations.Identity;
using Conversations.Storefronts;

namespace Conversations.Api.Webhooks;

/// <summary>Carries what a platform's webhook means to the engine; what it cannot use is kept where operators see it.</summary>
public sealed partial class StorefrontNews(
    Intake intake, IEngineHost engine, EventSidings sidings, StoreRedaction redaction, UnreadItems unread, ProductStands products, ILogger<StorefrontNews> logger)
{
    public const string UninstalledReason = "the store took the app away";

    public async Task Carry(StoreId store, string source, string body, WebhookOutcome outcome, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case WebhookOutcome.Translated translated:
                var result = (await intake.Take(store, [translated.Input]))[0];
                if (result is { Problem: { } problem, Kept: false })
                {
                    await unread.Keep(store, source, problem, body, cancellationToken);
                }

                break;
            case WebhookOutcome.News news:
                await products.Announce(store, news.Input, cancellationToken);
                break;
            case WebhookOutcome.ProductReported reported:
                await products.Compare(store, reported.Stand, cancellationToken);
                break;
            case WebhookOutcome.Redact redact:
                await sidings.Erase(store, redact.Aliases, cancellationToken);
                break;
            case WebhookOutcome.DataRequested:
                // Answered by an operator from the customer's export; the request itself names the customer, so it is kept as it came.
                await unread.Keep(store, source, "The customer asks for what is stored of them: send them their export within 30 days.", body, cancellationToken);
                break;
            case WebhookOutcome.Uninstalled:
                Log.Left(logger, store.Value, source);
                await engine.Senders.Notice(store, new PlatformNotice.AccountBlocked(UninstalledReason), cancellationToken);
                await unread.Keep(store, source, "The store took the app away: nothing is sent any more. POST …/numbers/resume lifts it, should the app come back.", body, cancellationToken);
                break;
            case WebhookOutcome.StoreRedacted:
                Log.Redacting(logger, store.Value, source);
                await redaction.Begin(store, cancellationToken);
                await unread.Keep(store, source, "The platform demands that the store's customers be erased: it is being done. Remove the store's configuration.", body, cancellationToken);
                break;
            case WebhookOutcome.Unread strange:
                await unread.Keep(store, source, strange.Reason, body, cancellationToken);
                break;
            default:
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(110, LogLevel.Error, "Store {Store} took the app away at {Source}: its messages are stopped")]
        public static partial void Left(ILogger logger, string store, string source);

        [LoggerMessage(111, LogLevel.Warning, "All customers of store {Store} are erased: {Source} demands it")]
        public static partial void Redacting(ILogger logger, string store, string source);
    }
}
