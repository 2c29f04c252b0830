using System.Text.RegularExpressions;
using Conversations.Messages;
using Conversations.Threads;

namespace Conversations.Configuration;

/// <summary>Marketing names the store and offers a way to stop; what does not is refused when it is saved.</summary>
internal static partial class MarketingForm
{
    /// <summary>What is wrong with a marketing template, or null.</summary>
    public static string? Problem(MessageTemplate template, string? storeName)
    {
        var text = $"{template.Header}\n{template.Body}\n{template.Footer}";
        var named = text.Contains("{{store}}", StringComparison.Ordinal)
            || (!template.NamedParameters && template.Positions.Contains("store"))
            || (storeName is not null && text.Contains(storeName, StringComparison.OrdinalIgnoreCase));
        if (!named)
        {
            return "does not name the store; {{store}} is needed";
        }

        var stops = OffersStop(text) || template.Buttons.Any(button => button.Kind == ButtonKind.QuickReply && button.Payload == Taps.OptOutPayload);
        return stops ? null : $"offers no way to stop; a quick reply with the payload {Taps.OptOutPayload} or a word such as STOP is needed";
    }

    /// <summary>What is wrong with free text for marketing, or null.</summary>
    public static string? Problem(string text)
    {
        if (!text.Contains("{store}", StringComparison.Ordinal))
        {
            return "does not name the store; {store} is needed";
        }

        return OffersStop(text) ? null : "offers no way to stop; a word such as STOP is needed";
    }

    // Written in capitals, as such words are announced: "Reply STOP", "Responde BAJA".
    private static bool OffersStop(string text) =>
        CapitalWord().Matches(text).Any(word => OptOut.Judge(word.Value).Verdict is OptOutVerdict.Stop);

    [GeneratedRegex(@"\b\p{Lu}{3,}\b")]
    private static partial Regex CapitalWord();
}
