using Shouldly;
using Xunit;

namespace Conversations.Answering.Tests;

public sealed class ArticleTests
{
    [Theory]
    [InlineData("**bold** and *italic*", "*bold* and _italic_")]
    [InlineData("# Title\ntext", "*Title*\ntext")]
    [InlineData("* one\n+ two\n- **three**", "- one\n- two\n- *three*")]
    [InlineData("1. one\n2. two", "1. one\n2. two")]
    [InlineData("see [our page](https://shop.example/x)", "see our page: https://shop.example/x")]
    [InlineData("see <https://shop.example/x> ![logo](https://shop.example/l.png)", "see https://shop.example/x")]
    [InlineData("https://shop.example/a_b_c stays", "https://shop.example/a_b_c stays")]
    public void Markdown_becomes_what_whatsapp_shows(string markdown, string text) => Paragraphs.ToWhatsApp(markdown).ShouldBe(text);

    [Fact]
    public void Long_article_answers_with_the_paragraphs_that_fit()
    {
        var filler = string.Join("\n\n", Enumerable.Range(0, 20).Select(i => $"Paragraph {i} tells of the history of weaving looms in the valley."));
        var article = new Article { Id = "a", Title = "All", Locale = "en", Body = $"{filler}\n\nGift wrapping is possible:\n\n- ribbon\n- box" };
        new KnowledgeBase([article]).Excerpt(article, "Do you offer gift wrapping?").ShouldBe("Gift wrapping is possible:\n- ribbon\n- box");
    }

    [Theory]
    [InlineData("""[{ "id": "a", "title": "A", "body": "b", "locale": "en" }, { "id": "a", "title": "A", "body": "b", "locale": "en" }]""", "[1].id: \"a\" is there twice")]
    [InlineData("""[{ "id": "a", "title": "A", "body": "b", "locale": "English" }]""", "[0].locale: \"English\" is not a language such as en or pt-BR")]
    [InlineData("""[{ "id": "a", "title": "A", "locale": "en" }]""", "[0].body: is missing; a text is needed")]
    [InlineData("""[{ "id": "a", "title": "A", "body": "b", "locale": "en", "questions": [1] }]""", "[0].questions[0]: 1 is not a text")]
    public void Fault_of_an_article_gives_its_path(string json, string problem) =>
        KnowledgeReading.Read(json).Problems.ShouldHaveSingleItem().ToString().ShouldBe(problem);

    [Fact]
    public void Id_of_one_article_may_come_from_its_address() =>
        KnowledgeReading.ReadOne("""{ "title": "A", "body": "b", "locale": "en" }""", "a").Value.ShouldNotBeNull().Id.ShouldBe("a");
}
