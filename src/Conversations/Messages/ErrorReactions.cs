namespace Conversations.Messages;

/// <summary>What follows from an error of the Cloud API.</summary>
public enum ErrorReaction
{
    /// <summary>WhatsApp's own trouble: try again with growing pauses.</summary>
    Retry,

    /// <summary>Try once more, then give it up.</summary>
    RetryOnce,

    /// <summary>A limit or maintenance of the account: try again in minutes.</summary>
    RetryLater,

    /// <summary>Too many messages to this recipient: 4^X seconds, for this recipient only.</summary>
    PairPace,

    /// <summary>The window is closed, whatever we believed: plan it anew as a template, or drop it.</summary>
    ReplanAsTemplate,

    /// <summary>This recipient could not be reached: once more where the number has another spelling; several times on different days mean unreachable.</summary>
    Undeliverable,

    /// <summary>WhatsApp's per-user cap for marketing: once more after a day, nothing else meanwhile.</summary>
    Saturated,

    /// <summary>The recipient stopped marketing at WhatsApp.</summary>
    OptedOut,

    PauseTemplate,

    RetireTemplate,

    /// <summary>What we fill in does not fit what was approved: the template rests until it was fetched again. What an operator filled in says nothing of the template.</summary>
    BrokenTemplate,

    /// <summary>Not approved in this language: the customer's next language, or drop it.</summary>
    MissingTemplate,

    /// <summary>Filled in, the text is too long: once more with shorter values.</summary>
    Shorten,

    /// <summary>The flow is blocked: a message that needs it is dropped.</summary>
    WithoutFlow,

    /// <summary>No marketing from this number for hours.</summary>
    PauseMarketing,

    /// <summary>Throughput: the number slows down, the message goes back into its queue.</summary>
    SlowNumber,

    /// <summary>Nothing leaves from this number until somebody has acted; the queue stays.</summary>
    StopNumber,

    /// <summary>Nothing leaves from any number of the account until somebody has acted; the queue stays.</summary>
    StopAccount,

    /// <summary>The account may not write to this country: nobody there is written to, until one is tried again.</summary>
    CountryBarred,

    /// <summary>Marketing goes only through the Marketing Messages API.</summary>
    UseMarketingMessages,

    /// <summary>The Marketing Messages API refuses it: the Cloud API takes it.</summary>
    UseCloudApi,

    /// <summary>The Marketing Messages API does not know the template yet (up to 10 minutes).</summary>
    TemplateSyncing,

    /// <summary>This kind of message needs the phone number; where it is known it is always used, so here it is not.</summary>
    UsePhone,

    /// <summary>An inbound medium could not be fetched: ask for it again.</summary>
    AskToResend,

    NeverRetry,

    /// <summary>The person behind the number may have changed: nothing sensitive until the identity is confirmed.</summary>
    ReconfirmIdentity,
}

/// <summary>What an error concerns. From <see cref="Template"/> on it is the sender's matter.</summary>
public enum ErrorScope
{
    Message,
    Recipient,
    Template,
    Number,
    Account,
}

/// <summary>How an error code is answered.</summary>
/// <param name="Reaction">What follows.</param>
/// <param name="Scope">What it concerns.</param>
/// <param name="Meaning">For people, in a few words.</param>
/// <param name="Alert">True where somebody has to know.</param>
/// <param name="MaxAttempts">Tries in all, the first included; 1: never again; <see cref="ErrorReactions.Unlimited"/>: no try is burnt.</param>
/// <param name="FirstDelay">Between the first and the second try.</param>
/// <param name="Growth">Each later pause is so many times the one before.</param>
/// <param name="LongestDelay">No pause is longer.</param>
public sealed record ErrorReactionRow(
    ErrorReaction Reaction,
    ErrorScope Scope,
    string Meaning,
    bool Alert = false,
    int MaxAttempts = 1,
    TimeSpan FirstDelay = default,
    int Growth = 1,
    TimeSpan LongestDelay = default)
{
    /// <summary>True where the number's sender has to hear of it.</summary>
    public bool ConcernsSender => Scope >= ErrorScope.Template;

    /// <summary>True where another try may follow this one (1 for the first).</summary>
    public bool MayFollow(int attempt) => attempt < MaxAttempts;

    /// <summary>The pause after this try (1 for the first); zero: at once.</summary>
    public TimeSpan Delay(int attempt)
    {
        var delay = FirstDelay;
        for (var past = 1; past < attempt && delay < LongestDelay; past++)
        {
            delay *= Growth;
        }

        return delay < LongestDelay ? delay : LongestDelay;
    }
}

/// <summary>The Cloud API's error codes and what the engine does about each. Only <c>code</c> and <c>details</c> are stable (M:support/error-codes, 12 December 2025).</summary>
public static class ErrorReactions
{
    /// <summary>Tries are not counted: the sender holds the message back until the trouble is over.</summary>
    public const int Unlimited = int.MaxValue;

    /// <summary>Given by our client where the connection was refused: nothing has left, so it is safe to try again.</summary>
    public const int NoConnection = 131016;

    private static readonly ErrorReactionRow Unlisted = new(ErrorReaction.NeverRetry, ErrorScope.Message, "unknown error", Alert: true);

    private static readonly Dictionary<int, ErrorReactionRow> ByCode = ErrorTable.Rows
        .Where(row => row.From == row.To)
        .ToDictionary(row => row.From, row => row.Row);

    private static readonly ErrorTable.Range[] Ranges = [.. ErrorTable.Rows.Where(row => row.From != row.To)];

    /// <summary>The reaction to a code; an unknown one is never tried again and raises an alert.</summary>
    public static ErrorReactionRow Of(int code) =>
        ByCode.TryGetValue(code, out var row) ? row : Array.Find(Ranges, range => range.From <= code && code <= range.To)?.Row ?? Unlisted;
}
