namespace Conversations.Messages;

/// <summary>The table behind <see cref="ErrorReactions"/>, as of M:support/error-codes (12 December 2025). A single code stands above a range that holds it.</summary>
internal static class ErrorTable
{
    /// <summary>Codes from <paramref name="From"/> to <paramref name="To"/>, both included.</summary>
    internal sealed record Range(int From, int To, ErrorReactionRow Row);

    internal static IReadOnlyList<Range> Rows { get; } =
    [
        // Access and account
        .. Codes(Stop(ErrorReaction.StopNumber, ErrorScope.Number, "the access token is invalid or expired"), 0, 190),
        .. Codes(Stop(ErrorReaction.StopNumber, ErrorScope.Number, "a permission is missing"), 3, 10, 131005),
        new(200, 299, Stop(ErrorReaction.StopNumber, ErrorScope.Number, "a permission is missing")),
        .. Codes(Stop(ErrorReaction.StopAccount, ErrorScope.Account, "blocked for a policy, or the account is locked"), 368, 131031),
        .. Codes(Stop(ErrorReaction.StopAccount, ErrorScope.Account, "a payment problem of the account"), 131042),
        .. Codes(Stop(ErrorReaction.StopNumber, ErrorScope.Number, "the display name is not approved"), 131037),
        .. Codes(Stop(ErrorReaction.StopNumber, ErrorScope.Number, "the number is not registered"), 131045, 133010),
        .. Codes(Again(ErrorReaction.CountryBarred, ErrorScope.Account, "the business may not write to this country", 1, Hours(24), 1, Hours(24)) with { Alert = true }, 130497),
        .. Codes(new(ErrorReaction.NeverRetry, ErrorScope.Number, "the number is in development and the recipient is not on its list", Alert: true), 131030),

        // Pace
        .. Codes(Again(ErrorReaction.Retry, ErrorScope.Message, "temporary trouble at WhatsApp", 6, Seconds(15), 2, Hours(1)), 1, 2, 131000, 131016, 133004),
        .. Codes(Again(ErrorReaction.RetryLater, ErrorScope.Account, "too many calls of the app or account", 8, Minutes(5), 2, Hours(1)), 4, 80007, 613),
        .. Codes(Again(ErrorReaction.SlowNumber, ErrorScope.Number, "the number's throughput is reached", 12, Seconds(4), 2, Minutes(15)), 130429),
        .. Codes(Again(ErrorReaction.PairPace, ErrorScope.Recipient, "too many messages to this recipient", 8, Seconds(1), 4, Seconds(4096)), 131056),
        .. Codes(Again(ErrorReaction.RetryLater, ErrorScope.Number, "the number is in maintenance", 6, Seconds(90), 2, Minutes(15)), 131057),
        .. Codes(Again(ErrorReaction.PauseMarketing, ErrorScope.Number, "too many recipients blocked or reported the number", 3, Hours(6), 2, Hours(24)) with { Alert = true }, 131048),
        .. Codes(Again(ErrorReaction.PauseMarketing, ErrorScope.Account, "limited after templates of the wrong category", 3, Hours(6), 2, Hours(24)) with { Alert = true }, 131064),

        // The recipient
        .. Codes(new(ErrorReaction.Undeliverable, ErrorScope.Recipient, "cannot be delivered to this recipient"), 131026),
        .. Codes(Again(ErrorReaction.Saturated, ErrorScope.Recipient, "WhatsApp's cap on marketing for this recipient", 2, Hours(24), 2, Hours(96)), 131049),
        .. Codes(new(ErrorReaction.OptedOut, ErrorScope.Recipient, "the recipient stopped marketing at WhatsApp"), 131050),
        .. Codes(new(ErrorReaction.NeverRetry, ErrorScope.Message, "the recipient is in WhatsApp's marketing experiment"), 130472),
        .. Codes(new(ErrorReaction.NeverRetry, ErrorScope.Message, "the recipient is the sender"), 131021),
        .. Codes(new(ErrorReaction.UsePhone, ErrorScope.Message, "this message needs a phone number"), 131062),
        .. Codes(new(ErrorReaction.ReconfirmIdentity, ErrorScope.Recipient, "the recipient's identity has changed"), 137000),

        // The message
        .. Codes(new(ErrorReaction.NeverRetry, ErrorScope.Message, "a parameter is wrong", Alert: true), 33, 100, 131008, 131009, 135000),
        .. Codes(Again(ErrorReaction.ReplanAsTemplate, ErrorScope.Message, "the 24-hour window is closed", 2, TimeSpan.Zero, 1, TimeSpan.Zero), 131047),
        .. Codes(new(ErrorReaction.NeverRetry, ErrorScope.Message, "the type of message is not supported", Alert: true), 131051),
        .. Codes(new(ErrorReaction.AskToResend, ErrorScope.Message, "the customer's medium could not be fetched"), 131052),
        .. Codes(Again(ErrorReaction.RetryOnce, ErrorScope.Message, "the medium could not be uploaded", 2, Seconds(30), 1, Seconds(30)), 131053),
        .. Codes(Again(ErrorReaction.UseCloudApi, ErrorScope.Message, "not possible over the Marketing Messages API", 2, TimeSpan.Zero, 1, TimeSpan.Zero), 131055, 134100, 134102),
        .. Codes(Again(ErrorReaction.UseMarketingMessages, ErrorScope.Message, "marketing is disabled on the Cloud API", 2, TimeSpan.Zero, 1, TimeSpan.Zero), 131063),

        // Templates
        .. Codes(new(ErrorReaction.BrokenTemplate, ErrorScope.Template, "the values do not fit the template", Alert: true), 132000, 132008, 132012, 132018),
        .. Codes(Again(ErrorReaction.MissingTemplate, ErrorScope.Template, "the template is not approved in this language", 4, TimeSpan.Zero, 1, TimeSpan.Zero) with { Alert = true }, 132001),
        .. Codes(Again(ErrorReaction.Shorten, ErrorScope.Message, "the text is too long once filled in", 2, TimeSpan.Zero, 1, TimeSpan.Zero), 132005),
        .. Codes(new(ErrorReaction.RetireTemplate, ErrorScope.Template, "the template violates WhatsApp's policy", Alert: true), 132007),
        .. Codes(Again(ErrorReaction.PauseTemplate, ErrorScope.Template, "the template is paused", 3, Hours(3), 2, Hours(6)), 132015),
        .. Codes(new(ErrorReaction.RetireTemplate, ErrorScope.Template, "the template is disabled for good", Alert: true), 132016),
        .. Codes(new(ErrorReaction.WithoutFlow, ErrorScope.Template, "the flow is blocked or throttled", Alert: true), 132068, 132069),
        .. Codes(Again(ErrorReaction.TemplateSyncing, ErrorScope.Message, "the template is still on its way to the Marketing Messages API", 4, Minutes(10), 1, Minutes(10)), 134101),

        // Registration, verification, onboarding: for people
        .. Codes(Again(ErrorReaction.RetryLater, ErrorScope.Number, "too many registrations of the number", 3, Hours(1), 2, Hours(4)) with { Alert = true }, 133016),
        new(133000, 133016, new(ErrorReaction.NeverRetry, ErrorScope.Number, "registration of the number", Alert: true)),
        new(136000, 136999, new(ErrorReaction.NeverRetry, ErrorScope.Number, "verification of the number", Alert: true)),
        .. Codes(new(ErrorReaction.NeverRetry, ErrorScope.Account, "onboarding of the account", Alert: true), 1752041),
        new(2388000, 2388999, new(ErrorReaction.NeverRetry, ErrorScope.Account, "templates or migration of the account", Alert: true)),
        new(2593000, 2593999, new(ErrorReaction.NeverRetry, ErrorScope.Account, "synchronization of the account", Alert: true)),
    ];

    private static ErrorReactionRow Stop(ErrorReaction reaction, ErrorScope scope, string meaning) =>
        Again(reaction, scope, meaning, ErrorReactions.Unlimited, Minutes(5), 2, Hours(1)) with { Alert = true };

    private static ErrorReactionRow Again(ErrorReaction reaction, ErrorScope scope, string meaning, int attempts, TimeSpan first, int growth, TimeSpan longest) =>
        new(reaction, scope, meaning, false, attempts, first, growth, longest);

    private static IEnumerable<Range> Codes(ErrorReactionRow row, params int[] codes) => codes.Select(code => new Range(code, code, row));

    private static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);

    private static TimeSpan Minutes(int count) => TimeSpan.FromMinutes(count);

    private static TimeSpan Hours(int count) => TimeSpan.FromHours(count);
}
