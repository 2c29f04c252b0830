using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Conversations.Configuration;

namespace Conversations.Storefronts.Events;

/// <summary>
/// Reads the fields of one object of an event and collects what is wrong with them. What says who, what, when and how much is
/// a problem and rejects the event; what only decorates it is put aside with a note.
/// </summary>
internal sealed class EventFields(JsonElement element, string path, EventFindings findings)
{
    private const int ShownLengthMax = 40;

    public EventFindings Findings => findings;

    public bool Has(string name) => element.At(name).IsGiven();

    public JsonElement Raw(string name) => element.At(name);

    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>The object in this field; where it is missing though needed, a problem and an empty one.</summary>
    public EventFields Object(string name, bool needed)
    {
        var value = element.At(name);
        if (value.IsGiven() && value.ValueKind != JsonValueKind.Object)
        {
            findings.Problem($"{PathOf(name)}: {Shown(value)} is not an object.");
        }
        else if (needed && !value.IsGiven())
        {
            findings.Problem($"{PathOf(name)}: missing; this type of event needs it.");
        }

        return new EventFields(value.ValueKind == JsonValueKind.Object ? value : default, PathOf(name), findings);
    }

    /// <summary>Where none is needed an empty text is none: shops leave the id of a guest empty.</summary>
    public string? Id(string name, bool needed)
    {
        var value = element.At(name);
        if (!value.IsGiven() || (!needed && value is { ValueKind: JsonValueKind.String } && value.Text() is null))
        {
            if (needed && element.ValueKind == JsonValueKind.Object)
            {
                findings.Problem($"{PathOf(name)}: missing; a text of 1–200 characters is needed.");
            }

            return null;
        }

        if (value.Id() is { } id)
        {
            return id;
        }

        findings.Problem($"{PathOf(name)}: {Shown(value)} is not an id; a text of 1–200 whole characters without control characters (or a whole number) is allowed.");
        return null;
    }

    public string? Text(string name, int lengthMax = 500)
    {
        var value = element.At(name);
        if (value.IsGiven() && value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
        {
            findings.Note($"{PathOf(name)}: {Shown(value)} is not a text; left out.");
            return null;
        }

        return LooseJson.Cleaned(value.Text(), lengthMax);
    }

    public string? Url(string name)
    {
        var value = element.At(name);
        var url = value.Url();
        if (url is null && value.IsGiven() && value.Text() is not null)
        {
            findings.Note($"{PathOf(name)}: {Shown(value)} is not an absolute http(s) address of at most 2,000 characters; left out.");
        }

        return url;
    }

    /// <summary>A number or a text with a decimal point, 0 or more; also <c>{"amount","currency"}</c>, the form in which money is given out.</summary>
    public decimal? Amount(string name)
    {
        var value = element.At(name);
        if (!value.IsGiven())
        {
            return null;
        }

        var amount = (value.ValueKind == JsonValueKind.Object ? value.At("amount") : value).Amount();
        if (amount is >= 0)
        {
            return amount;
        }

        findings.Problem($"{PathOf(name)}: {Shown(value)} is not an amount; a number or text of 0 or more with a decimal point is allowed, for instance \"59.90\".");
        return null;
    }

    /// <summary>ISO 4217, from <c>currency</c> or from an amount that carries its own.</summary>
    public string? Currency(string amountName)
    {
        var name = Has("currency") ? "currency" : $"{amountName}.currency";
        var value = Has("currency") ? element.At("currency") : element.At(amountName).At("currency");
        if (!value.IsGiven())
        {
            return null;
        }

        if (value.Text() is { Length: 3 } code && code.All(char.IsAsciiLetter))
        {
            return code.ToUpperInvariant();
        }

        findings.Problem($"{PathOf(name)}: {Shown(value)} is not a currency; three letters of ISO 4217 are allowed, for instance EUR.");
        return null;
    }

    /// <summary>A time of RFC 3339, in UTC.</summary>
    public DateTimeOffset? Time(string name)
    {
        const string Example = "2026-03-01T12:00:00+01:00";
        var value = element.At(name);
        if (!value.IsGiven())
        {
            findings.Problem($"{PathOf(name)}: missing; an RFC 3339 time with offset is needed, for instance {Example}.");
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && Rfc3339.Parse(value.Text()) is { } time)
        {
            return time;
        }

        findings.Problem($"{PathOf(name)}: {Shown(value)} is not an RFC 3339 time with offset, for instance {Example}.");
        return null;
    }

    /// <summary>One of a closed list of words.</summary>
    public T? Word<T>(string name, IReadOnlyDictionary<string, T> words, bool needed = false)
        where T : struct => TryWord(name, words, needed, out var known) ? known : null;

    public bool TryWord<T>(string name, IReadOnlyDictionary<string, T> words, bool needed, [MaybeNullWhen(false)] out T known)
    {
        var value = element.At(name);
        if (value.ValueKind == JsonValueKind.String && value.Text() is { } word && words.TryGetValue(word, out known))
        {
            return true;
        }

        known = default;
        if (value.IsGiven())
        {
            findings.Problem($"{PathOf(name)}: {Shown(value)} is not known; {Allowed(words.Keys)} is allowed.");
        }
        else if (needed && element.ValueKind == JsonValueKind.Object)
        {
            findings.Problem($"{PathOf(name)}: missing; {Allowed(words.Keys)} is needed.");
        }

        return false;
    }

    /// <summary>A value as a problem shows it: shortened, never a customer's own data.</summary>
    public static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "nothing",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String when value.Text() is { } text => $"'{LooseJson.Cleaned(text, ShownLengthMax)}{(text.Length > ShownLengthMax ? "…" : "")}'",
        JsonValueKind.String => "an empty text",
        _ => LooseJson.Cleaned(value.GetRawText(), ShownLengthMax)!,
    };

    private static string Allowed(IEnumerable<string> words) =>
        words.ToArray() is var all && all.Length == 1 ? $"'{all[0]}'" : $"one of {string.Join(", ", all)}";
}

/// <summary>What reading an event found: problems reject it, notes go with it.</summary>
internal sealed class EventFindings
{
    private readonly List<string> problems = [];
    private readonly List<string> notes = [];

    public string? Problems => problems.Count == 0 ? null : string.Join(' ', problems);

    public string? Notes => notes.Count == 0 ? null : string.Join(' ', notes);

    public void Problem(string sentence) => Add(problems, sentence);

    public void Note(string sentence) => Add(notes, sentence);

    // A hundred bad lines of one cart need not be told a hundred times.
    private static void Add(List<string> to, string sentence)
    {
        const int ToldMax = 10;
        if (to.Count < ToldMax)
        {
            to.Add(sentence);
        }
        else if (to.Count == ToldMax)
        {
            to.Add("And more.");
        }
    }
}
