using System.Collections.Immutable;
using Conversations.Actors.InProcess;
using Conversations.Actors.Sending;
using Conversations.Identity;
using Conversations.WhatsApp;
using Conversations.WhatsApp.Webhooks;

namespace Conversations.Api.Webhooks;

/// <summary>Carries news of accounts, numbers and templates to the store's senders; what they cannot use is kept where operators see it.</summary>
public sealed class AccountNews(WhatsAppOptions stores, InProcessEngine engine, UnreadItems unread)
{
    private const string Source = "whatsapp";

    public async Task Tell(AccountEvent happened, IReadOnlySet<StoreId> signers, CancellationToken cancellationToken)
    {
        var owner = happened is AccountEvent.NumberFailed failed ? stores.StoreOf(failed.Number) : stores.StoreOf(happened.BusinessAccount);
        if (owner is not { } store || !signers.Contains(store))
        {
            await unread.Keep(null, Source, "It concerns an account that belongs to no store here.", happened.Json, cancellationToken);
            return;
        }

        var notices = NoticesOf(happened);
        foreach (var notice in notices)
        {
            await engine.Senders.Notice(store, notice, cancellationToken);
        }

        if (notices.IsEmpty)
        {
            await unread.Keep(store, Source, $"News of the account without consequence here: {happened.GetType().Name}.", happened.Json, cancellationToken);
        }
    }

    private static ImmutableArray<PlatformNotice> NoticesOf(AccountEvent happened) => happened switch
    {
        AccountEvent.TemplateStatusChanged { Status: { } status } changed => [new PlatformNotice.TemplateChanged(changed.Template.Name, changed.Template.Language, status)],
        AccountEvent.NumberQualityChanged { Quality: { } quality, DailyRecipients: null } => [new PlatformNotice.NumberRated(null, quality)],
        AccountEvent.NumberQualityChanged { DailyRecipients: { } limit } changed => Limit(limit, changed.Quality),
        AccountEvent.CapabilityChanged { DailyRecipients: { } limit } => Limit(limit, null),
        AccountEvent.AccountChanged { Blocks: true } changed => [new PlatformNotice.AccountBlocked(changed.Event)],
        AccountEvent.AccountChanged { Blocks: false } => [new PlatformNotice.AccountRestored()],
        _ => [],
    };

    private static ImmutableArray<PlatformNotice> Limit(int recipients, Contact.NumberQuality? quality)
    {
        PlatformNotice limit = new PlatformNotice.LimitChanged(recipients == int.MaxValue ? null : recipients);
        return quality is { } rated ? [limit, new PlatformNotice.NumberRated(null, rated)] : [limit];
    }
}
