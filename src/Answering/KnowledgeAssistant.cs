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
    private const int SourcesPerReplyMax = 2;
    private const double PriceConfidence = 0.95;

    public async Task<Answer> Answer(Question question, CancellationToken cancellationToken) =>
        Answer(question, await knowledge(question.Store, cancellationToken).ConfigureAwait(false));

    /// <summary>The answer to all texts of a turn, read together: each of its questions has one, or none is answered.</summary>
    public static Answer Answer(Question question, StoreKnowledge knowledge)
    {
        var text = string.Join('\n', question.Texts);
        var language = Language.Detect(text) ?? question.Language;
        var product = ProductQuestions.Named(text, knowledge.Catalogue);
        var pieces = Questions(text)
            .Select(part => product is not null && ProductQuestions.AsksPaid(part) ? null : PriceOf(product, part, language) ?? FromArticles(product is null ? part : ProductQuestions.WithoutName(product, part), language, question.Language ?? language, knowledge))
            .ToList();
        return Whole(pieces, knowledge.ConfidenceMin) with { Product = product };
    }

    private static Answer Whole(List<Piece?> pieces, double confidenceMin)
    {
        var confidence = pieces.Min(piece => piece?.Confidence ?? 0);
        var told = pieces.OfType<Piece>().DistinctBy(piece => piece.Source.Article).ToList();
        if (confidence < confidenceMin || told.Count > SourcesPerReplyMax)
        {
            return HandOver("no clear match", confidence);
        }

        var reply = string.Join("\n\n", told.Select(piece => piece.Reply));
        return Guard.Unfounded(reply, string.Join("\n\n", told.Select(piece => piece.Found))) is null
            ? new() { Text = reply, Confidence = Math.Round(confidence, 3), Sources = [.. told.Select(piece => piece.Source)] }
            : HandOver("a claim was not found", confidence);
    }

    private static Piece? PriceOf(Product? product, string part, string? language) =>
        product is { Price: not null, Currency: not null } && ProductQuestions.AsksPrice(product, part)
            ? new(ProductQuestions.PriceReply(product, (language ?? "en").Split('-', '_')[0]), ProductQuestions.Found(product), PriceConfidence, new(product.Id, product.Name ?? product.Id))
            : null;

    /// <summary>A short message tells its language badly: what is known of the customer's counts where it finds more.</summary>
    private static Piece? FromArticles(string part, string? detected, string? told, StoreKnowledge knowledge)
    {
        if (Better(knowledge.Articles.Find(part, detected), knowledge.Articles.Find(part, told)) is not { } match)
        {
            return null;
        }

        var found = knowledge.Articles.Excerpt(match.Article, part);
        return new(Paragraphs.ToWhatsApp(found), found, match.Confidence, new(match.Article.Id, match.Article.Title));
    }

    private static Match? Better(Match? one, Match? other) => other?.Confidence > (one?.Confidence ?? 0) ? other : one;

    /// <summary>The turn as one text, or its questions where it asks several.</summary>
    private static List<string> Questions(string text)
    {
        var questions = Sentence().Split(text)
            .Where(part => part.TrimEnd().EndsWith('?') && Features.Words(part).Any(word => !Lexicon.IsFrame(word)))
            .ToList();
        return questions.Count > 1 ? questions : [text];
    }

    private static Answer HandOver(string reason, double confidence) => new() { Reason = reason, Confidence = Math.Round(confidence, 3) };

    /// <summary>What answers one question, and what it rests on.</summary>
    private sealed record Piece(string Reply, string Found, double Confidence, AnswerSource Source);

    [GeneratedRegex(@"(?<=[?!.])\s+")]
    private static partial Regex Sentence();
}
