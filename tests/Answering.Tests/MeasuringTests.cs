using System.Text.RegularExpressions;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Conversations.Answering.Tests;

/// <summary>
/// How often a clear match is right, on messages of other shops that are not part of this repository (where they are missing the
/// tests are skipped): six of ten sentences of an intent are the questions of one article, the others are asked.
/// </summary>
public sealed partial class MeasuringTests(ITestOutputHelper output)
{
    [MeasuringTheory]
    [InlineData("hint3/curekart_train.csv", 1, 0.9, 0.5)]
    [InlineData("hint3/curekart_train.csv", 7, 0.9, 0.5)]
    [InlineData("hint3/powerplay11_train.csv", 1, 0.9, 0.5)]
    [InlineData("hint3/powerplay11_train.csv", 7, 0.9, 0.5)]
    [InlineData("banking77/train.csv", 1, 0.85, 0.2)]
    public void Nine_of_ten_answers_are_right(string file, int seed, double precisionMin, double answeredMin)
    {
        var path = Path.Combine(Files.MeasuringFolder!, file);
        var chance = new Random(seed);
        var articles = new List<Article>();
        var asked = new List<(string Text, string? Intent)>();
        foreach (var intent in Sentences(path).GroupBy(pair => pair.Intent).Where(group => group.Count() > 1).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var sentences = intent.Select(pair => pair.Text).Distinct().Order(StringComparer.Ordinal).ToArray();
            chance.Shuffle(sentences);
            sentences = [.. sentences.Take(40)];
            var known = intent.Key == "NO_NODES_DETECTED" ? 0 : Math.Max(1, sentences.Length * 6 / 10);
            if (known > 0)
            {
                articles.Add(new() { Id = intent.Key, Title = "-", Body = "-", Locale = "en", Questions = [.. sentences.Take(known)] });
            }

            asked.AddRange(sentences.Skip(known).Select(text => (text, known > 0 ? intent.Key : null)));
        }

        var knowledge = new KnowledgeBase(articles);
        var answered = asked.Select(pair => (pair.Intent, Match: knowledge.Find(pair.Text, "en"))).Where(pair => pair.Match?.Confidence >= 0.7).ToList();
        var precision = (double)answered.Count(pair => pair.Match!.Article.Id == pair.Intent) / answered.Count;
        var share = (double)answered.Count / asked.Count;
        output.WriteLine($"{file} seed {seed}: {asked.Count} asked, {share:P1} answered, {precision:P1} of them right");
        precision.ShouldBeGreaterThanOrEqualTo(precisionMin);
        share.ShouldBeGreaterThanOrEqualTo(answeredMin);
    }

    /// <summary>Text and label of each line; texts may be quoted and then hold commas.</summary>
    private static IEnumerable<(string Text, string Intent)> Sentences(string path) => File.ReadLines(path).Skip(1)
        .Select(line => Line().Match(line))
        .Where(match => match.Success)
        .Select(match => (match.Groups["text"].Value.Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal), match.Groups["label"].Value));

    [GeneratedRegex("""^(?<text>"(?:[^"]|"")*"|[^",]+),(?<label>[A-Za-z0-9_?]+),?\s*$""")]
    private static partial Regex Line();
}
