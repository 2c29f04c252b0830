using System.Collections.Immutable;
using Conversations.Customers;
using Conversations.Messages;

namespace Conversations.Actors.Sending;

/// <summary>What errors and the platform's notices do to the health of numbers, account and templates. Pure.</summary>
internal static class Reactions
{
    /// <summary>A block that comes back within this time after the last try counts as the same trouble.</summary>
    private static readonly TimeSpan SameTrouble = TimeSpan.FromHours(2);

    public static NumberHealth OfNumber(NumberHealth health, int code, DateTimeOffset now)
    {
        var row = ErrorReactions.Of(code);
        return row.Reaction switch
        {
            ErrorReaction.StopNumber => health with { Block = Blocked(health.Block, row, now) },
            ErrorReaction.SlowNumber or ErrorReaction.RetryLater => health with { PausedUntil = Later(health.PausedUntil, now + row.FirstDelay) },
            ErrorReaction.PauseMarketing => health with { MarketingPausedUntil = Later(health.MarketingPausedUntil, now + row.FirstDelay) },
            _ => health,
        };
    }

    public static AccountHealth OfAccount(AccountHealth account, Effect.TellSender told, DateTimeOffset now)
    {
        var row = ErrorReactions.Of(told.Code);
        return row.Reaction switch
        {
            ErrorReaction.StopAccount => account with { Block = Blocked(account.Block, row, now) },
            ErrorReaction.CountryBarred when told.Country is { } country => account with
            {
                BarredCountries = (account.BarredCountries ?? ImmutableSortedDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal)).SetItem(country, now + row.Delay(1)),
            },
            ErrorReaction.PauseTemplate => Change(account, told.Template, told.Language, known => Paused(known, row, now)),
            ErrorReaction.BrokenTemplate => Change(account, told.Template, told.Language, known => known with { Status = TemplateStatus.Rejected, ResumesAt = null }),
            ErrorReaction.RetireTemplate => Change(account, told.Template, told.Language, known => known with { Status = TemplateStatus.Disabled, ResumesAt = null }),
            _ => account,
        };
    }

    public static AccountHealth OfAccount(AccountHealth account, PlatformNotice notice, DateTimeOffset now) => notice switch
    {
        PlatformNotice.AccountBlocked { Until: not null } when account.Block is { Until: null } => account,
        PlatformNotice.AccountBlocked blocked => account with { Block = new Block(blocked.Reason, now, blocked.Until, 1) },
        PlatformNotice.TemplatesBlocked blocked => account with { TemplateBlock = new Block(blocked.Reason, now, blocked.Until, 1) },
        PlatformNotice.AccountUnblocked => account with { Block = null, TemplateBlock = account.TemplateBlock is { Until: null } ? null : account.TemplateBlock },
        PlatformNotice.AccountRestored => account with { Block = null, TemplateBlock = null, BarredCountries = null },
        PlatformNotice.LimitChanged limit => account with { MessagingLimit = limit.Recipients ?? int.MaxValue },
        PlatformNotice.TemplateChanged changed => Change(account, changed.Name, changed.Language, known => Told(known, changed.Status, now)),
        PlatformNotice.Catalogue catalogue => account with
        {
            Templates =
            [
                .. catalogue.Templates.Distinct().OrderBy(entry => entry.Name, StringComparer.Ordinal).ThenBy(entry => entry.Language, StringComparer.Ordinal)
                    .Select(entry => Told(account.Templates.FirstOrDefault(known => known.Name == entry.Name && known.Language == entry.Language) ?? new TemplateHealth(entry.Name, entry.Language, entry.Status), entry.Status, now)),
            ],
        },
        _ => account,
    };

    public static NumberHealth OfNumber(NumberHealth health, PlatformNotice notice, DateTimeOffset now) => notice switch
    {
        PlatformNotice.NumberRated rated => health with { Quality = rated.Quality, QualityGuessed = rated.Number is null },
        PlatformNotice.NumberBlocked blocked => health with { Block = new Block(blocked.Reason, now, null, 1) },
        PlatformNotice.NumberRestored => health with { Block = null, PausedUntil = null, MarketingPausedUntil = null },
        _ => health,
    };

    private static Block Blocked(Block? before, ErrorReactionRow row, DateTimeOffset now)
    {
        if (before is { Until: null })
        {
            return before;
        }

        // Errors of calls made before the block are the same news, not another try.
        if (before is not null && before.Holds(now))
        {
            return before with { Reason = row.Meaning };
        }

        var times = before is not null && now - before.Until < SameTrouble ? before.Times + 1 : 1;
        return new Block(row.Meaning, now, now + row.Delay(times), times);
    }

    private static TemplateHealth Paused(TemplateHealth known, ErrorReactionRow row, DateTimeOffset now) =>
        known is { Status: TemplateStatus.Paused, ResumesAt: { } resumes } && resumes > now
            ? known
            : known with { Status = TemplateStatus.Paused, Pauses = known.Pauses + 1, ResumesAt = now + row.Delay(known.Pauses + 1) };

    /// <summary>The platform's word; a pause it tells of lasts 3 h, then 6 h (M:templates/template-pausing), unless it says otherwise before.</summary>
    private static TemplateHealth Told(TemplateHealth known, TemplateStatus status, DateTimeOffset now) =>
        status == TemplateStatus.Paused
            ? Paused(known, ErrorReactions.Of(TemplatePausedCode), now)
            : known with { Status = status, ResumesAt = null };

    private const int TemplatePausedCode = 132015;

    private static AccountHealth Change(AccountHealth account, string? name, string? language, Func<TemplateHealth, TemplateHealth> change)
    {
        if (name is null)
        {
            return account;
        }

        var templates = account.Templates;
        if (language is not null && !templates.Any(known => known.Name == name && known.Language == language))
        {
            templates = templates.Add(new TemplateHealth(name, language, TemplateStatus.Approved));
        }

        return account with
        {
            Templates = [.. templates.Select(known => known.Name == name && (language is null || known.Language == language) ? change(known) : known)],
        };
    }

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;
}
