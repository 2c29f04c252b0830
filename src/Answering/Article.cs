using System.Collections.Immutable;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Conversations.Configuration;

namespace Conversations.Answering;

/// <summary>A piece of a store's knowledge, in one language. <see cref="Body"/> is Markdown.</summary>
public sealed record Article
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Body { get; init; }

    /// <summary>For instance <c>en</c> or <c>pt-BR</c>.</summary>
    public required string Locale { get; init; }

    /// <summary>Other ways to ask for it.</summary>
    public ImmutableArray<string> Questions { get; init; } = [];

    /// <summary>The locale without its region.</summary>
    [JsonIgnore]
    public string Language => Locale.Split('-', '_')[0].ToLowerInvariant();
}

/// <summary>Reads articles: an array of <c>{"id","title","body","locale","questions":[…]}</c>.</summary>
public static partial class KnowledgeReading
{
    private const int BodyLengthMax = 20_000;

    public static Reading<IReadOnlyList<Article>> Read(string json)
    {
        var reading = JsonFields.ReadArray(json, ArticleOf);
        if (reading.Value is not { } articles)
        {
            return reading;
        }

        var known = new HashSet<string>(StringComparer.Ordinal);
        var twice = articles.Index()
            .Where(pair => !known.Add(pair.Item.Id))
            .Select(pair => new Problem($"[{pair.Index}].id", $"\"{pair.Item.Id}\" is there twice"))
            .ToImmutableArray();
        return twice.IsEmpty ? reading : new() { Problems = twice };
    }

    /// <summary>Reads one article, whose id is known from elsewhere (the address).</summary>
    public static Reading<Article> ReadOne(string json, string id) => JsonFields.ReadObject(json, fields => ArticleOf(fields, fields.Text("id") ?? id));

    private static Article? ArticleOf(JsonFields fields) => ArticleOf(fields, fields.Text("id", required: true) ?? "");

    private static Article? ArticleOf(JsonFields fields, string id)
    {
        fields.IgnoreOthers();
        var body = fields.Text("body", required: true) ?? "";
        if (body.Length > BodyLengthMax)
        {
            fields.Problem("body", $"has {body.Length} characters; at most {BodyLengthMax} are allowed");
        }

        var locale = fields.Text("locale", required: true) ?? "";
        if (locale.Length > 0 && !LocaleCode().IsMatch(locale))
        {
            fields.Problem("locale", $"\"{locale}\" is not a language such as en or pt-BR");
        }

        return new()
        {
            Id = id,
            Title = fields.Text("title", required: true) ?? "",
            Body = body,
            Locale = locale,
            Questions = fields.TextList("questions") ?? [],
        };
    }

    [GeneratedRegex("^[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*$")]
    private static partial Regex LocaleCode();
}
