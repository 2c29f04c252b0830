using Conversations.Actors;
using Conversations.Api.Rulebook;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.WhatsApp;
using Conversations.WhatsApp.Webhooks;

namespace Conversations.Api.Webhooks;

/// <summary>Carries news of accounts, numbers and templates to the store's senders; what they cannot use is kept where operators see it.</summary>
public sealed class AccountNews(WhatsAppOptions stores, IEngineHost engine, TemplateSync templates, DisplayNumbers displays, UnreadItems unread)
{
    private const string Source = "whatsapp";

    public async Task Tell(AccountEvent happened, IReadOnlySet<StoreId> signers, CancellationToken cancellationToken)
    {
        var owners = signers.Intersect(happened is AccountEvent.NumberFailed failed ? stores.StoresOf(failed.Number) : stores.StoresOf(happened.BusinessAccount)).ToList();
        var displayed = happened is AccountEvent.NumberQualityChanged { DisplayNumber: { } shown } ? await displays.Find(owners, shown, cancellationToken) : null;
        foreach (var store in owners)
        {
            await Tell(happened, store, displayed, cancellationToken);
        }

        if (owners.Count == 0)
        {
            await unread.Keep([], signers, Source, "It concerns an account that belongs to no store here.", happened.Json, cancellationToken);
        }
    }

    private async Task Tell(AccountEvent happened, StoreId store, NumberId? displayed, CancellationToken cancellationToken)
    {
        var notices = Notices.Of(happened, displayed);
        foreach (var notice in notices)
        {
            await engine.Senders.Notice(store, notice, cancellationToken);
        }

        if (happened is AccountEvent.NumberFailed { Code: { } code } error)
        {
            await engine.Senders.Told(store, new Effect.TellSender(error.Number, code, null, null));
        }
        else if (happened is AccountEvent.TemplateContentChanged or AccountEvent.TemplateCategoryChanged { Impending: false })
        {
            templates.Refresh(store);
            if (happened is AccountEvent.TemplateCategoryChanged)
            {
                await unread.Keep(store, Source, "A template has another category now: journeys of another purpose use it no more.", happened.Json, cancellationToken);
            }
        }
        else if (happened is AccountEvent.TemplateCategoryChanged)
        {
            await unread.Keep(store, Source, "A template is going to have another category in a day: journeys of another purpose will use it no more.", happened.Json, cancellationToken);
        }
        else if (notices.IsEmpty)
        {
            await unread.Keep(store, Source, $"News of the account without consequence here: {happened.GetType().Name}.", happened.Json, cancellationToken);
        }
    }
}
