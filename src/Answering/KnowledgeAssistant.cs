using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Conversations.Actors;
using Conversations.Carts;
using Conversations.Identity;
using Conversations.Threads;

namespace Conversations.Answering;

/// <summary>What an assistant may draw on, for one store.</summary>
public sealed record StoreKnowledge(KnowledgeBase Articles, IReadOnlyCollection<CatalogueProduct> Catalogue, double ConfidenceMin = 0.7);

/// <summary>Answers from the store's articles and catalogue by plain search. It says what is written there and nothing else; without a clear match it hands over.</summary>
public sealed partial class KnowledgeAssistant(Func<StoreId, CancellationToken, ValueTask<StoreKnowledge>> knowledge) : IAssistant
{
    private const int ArticlesPerReplyMax = 2;
    private const double PriceConfidence = 0.95;

    public async Task<Answer> Answer(Question question, CancellationToken cancellationToken) =>
        Answer(question, await knowledge(question.Store, cancellationToken).ConfigureAwait(false));

    /// <summary>The answer to all texts of a turn, read together.</summary>
    public static Answer Answer(Question question, StoreKnowledge knowledge)
    {
        var text = string.Join('\n', question.Texts);
        var language = Language.Detect(text) ?? question.Language;
        var product = ProductQuestions.Named(text, knowledge.Catalogue);
        return (PriceOf(product, text, language) ?? FromArticles(text, language, question.Language ?? language, knowledge)) with { Product = product };
    }

    private static Answer? PriceOf(Product? product, string text, string? language)
    {
        if (product is not { Price: not null, Currency: not null } || !ProductQuestions.AsksPrice(text))
        {
            return null;
        }

        var reply = ProductQuestions.PriceReply(product, (language ?? "en").Split('-', '_')[0]);
        return Guarded(reply, ProductQuestions.Found(product), PriceConfidence, [new(product.Id, product.Name ?? product.Id)]);
    }

    /// <summary>A short message tells its language badly: what is known of the customer's counts where it finds more.</summary>
    private static Answer FromArticles(string text, string? detected, string? told, StoreKnowledge knowledge)
    {
        var parts = Questions(text);
        var matches = parts.Select(part => (Match: Better(knowledge.Articles.Find(part, detected), knowledge.Articles.Find(part, told)), Text: part)).ToList();
        var confidence = matches.Min(match => match.Match?.Confidence ?? 0);
        matches = [.. matches.DistinctBy(match => match.Match?.Article.Id)];
        if (confidence < knowledge.ConfidenceMin || matches.Count > ArticlesPerReplyMax)
        {
            return HandOver("no clear match", confidence);
        }

        var found = string.Join("\n\n", matches.Select(match => knowledge.Articles.Excerpt(match.Match!.Article, match.Text)));
        return Guarded(
            Paragraphs.ToWhatsApp(found),
            found,
            confidence,
            [.. matches.Select(match => new AnswerSource(match.Match!.Article.Id, match.Match.Article.Title))]);
    }

    private static Match? Better(Match? one, Match? other) => other?.Confidence > (one?.Confidence ?? 0) ? other : one;

    /// <summary>The turn as one text, or its questions where it asks several: each must have a clear match, or none is answered.</summary>
    private static List<string> Questions(string text)
    {
        var questions = Sentence().Split(text)
            .Where(part => part.TrimEnd().EndsWith('?') && Features.Words(part).Any(word => !Lexicon.IsFrame(word)))
            .ToList();
        return questions.Count > 1 ? questions : [text];
    }

    private static Answer Guarded(string reply, string found, double confidence, ImmutableArray<AnswerSource> sources) =>
        Guard.Unfounded(reply, found) is null
            ? new() { Text = reply, Confidence = Math.Round(confidence, 3), Sources = sources }
            : HandOver("a claim was not found", confidence);

    private static Answer HandOver(string reason, double confidence) => new() { Reason = reason, Confidence = Math.Round(confidence, 3) };

    [GeneratedRegex(@"(?<=[?!.])\s+")]
    private static partial Regex Sentence();
}
