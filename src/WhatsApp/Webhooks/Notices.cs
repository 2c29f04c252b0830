using System.Collections.Immutable;
using Conversations.Actors.Sending;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.WhatsApp.Templates;

namespace Conversations.WhatsApp.Webhooks;

/// <summary>What of the platform's news concerns the senders.</summary>
public static class Notices
{
    /// <summary>Empty where the news changes nothing of sending. An error of a number (<see cref="AccountEvent.NumberFailed"/>) goes to them by its code instead.</summary>
    /// <param name="happened">The news.</param>
    /// <param name="displayed">The number that the news name as it is displayed; null where that is not known: they count for all of the store.</param>
    public static ImmutableArray<PlatformNotice> Of(AccountEvent happened, NumberId? displayed = null) => happened switch
    {
        AccountEvent.TemplateStatusChanged { Status: { } status } changed =>
            [new PlatformNotice.TemplateChanged(changed.Template.Name, changed.Template.Language.Length == 0 ? null : changed.Template.Language, status)],
        AccountEvent.NumberQualityChanged changed => [.. Rating(changed, displayed), .. Limit(changed.DailyRecipients)],
        AccountEvent.CapabilityChanged changed => Limit(changed.DailyRecipients),
        AccountEvent.AccountChanged { Blocks: false } => [new PlatformNotice.AccountUnblocked()],
        AccountEvent.AccountChanged changed => [.. Stop(changed), .. TemplatesStop(changed)],
        _ => [],
    };

    /// <summary>A catalogue as the senders hold it. <paramref name="missing"/>: the store's own that WhatsApp does not have; they count as not yet approved.</summary>
    public static PlatformNotice Of(TemplateCatalogue catalogue, IEnumerable<MessageTemplate> missing) =>
        new PlatformNotice.Catalogue(
        [
            .. catalogue.Templates.Values.Select(static known => (known.Template.Name, known.Template.Language, known.Status)),
            .. missing.Select(static template => (template.Name, template.Language, TemplateStatus.Pending)),
        ]);

    private static ImmutableArray<PlatformNotice> Stop(AccountEvent.AccountChanged changed) =>
        changed.Blocks == true ? [new PlatformNotice.AccountBlocked(changed.Event, EndOf(changed, Restriction.Answers))] : [];

    private static ImmutableArray<PlatformNotice> TemplatesStop(AccountEvent.AccountChanged changed) =>
        changed.Restrictions.Any(static restriction => restriction.Type == Restriction.Templates)
            ? [new PlatformNotice.TemplatesBlocked($"no templates, only answers ({changed.Event})", EndOf(changed, Restriction.Templates))]
            : [];

    /// <summary>When a restriction ends; null where that is not told.</summary>
    private static DateTimeOffset? EndOf(AccountEvent.AccountChanged changed, string type)
    {
        var ends = changed.Restrictions.Where(restriction => restriction.Type == type).Select(static restriction => restriction.Until).ToArray();
        return ends.Contains(null) ? null : ends.DefaultIfEmpty().Max();
    }

    private static ImmutableArray<PlatformNotice> Rating(AccountEvent.NumberQualityChanged changed, NumberId? displayed) =>
        changed.Quality is { } quality ? [new PlatformNotice.NumberRated(displayed, quality)] : [];

    private static ImmutableArray<PlatformNotice> Limit(int? recipients) =>
        recipients is { } limit ? [new PlatformNotice.LimitChanged(limit == int.MaxValue ? null : limit)] : [];
}
