using Conversations.Actors;
using Conversations.Carts;
using Conversations.Configuration;
using Conversations.Identity;
using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Answering.Tests;

/// <summary>The demo's knowledge, asked in other words than those it was written with.</summary>
public sealed class KnowledgeAssistantTests
{
    private static readonly StoreKnowledge Demo = new(
        new KnowledgeBase(KnowledgeReading.Read(Files.Demo("knowledge.json")).Value!, ["en"]),
        [.. CatalogueReading.Read(Files.Demo("catalogue.json")).Value!]);

    [Theory]
    [InlineData("hi, how much do you charge for shipping to Germany?", "shipping-eu-en")]
    [InlineData("What would delivery to Munich cost me?", "shipping-eu-en")]
    [InlineData("how much does shipping to france cost", "shipping-france-en")]
    [InlineData("How many days does delivery to the UK take?", "shipping-uk-en")]
    [InlineData("how much is shiping to the united states", "shipping-us-en")]
    [InlineData("How long do I have to return something?", "returns-en")]
    [InlineData("Can I pay with PayPal or Apple Pay?", "payment-en")]
    [InlineData("is there a guarantee on your products?", "warranty-en")]
    [InlineData("are you open on saturdays?", "hours-en")]
    [InlineData("Combien coûte la livraison en Allemagne ?", "shipping-eu-fr")]
    [InlineData("Quels sont vos moyens de paiement ?", "payment-fr")]
    [InlineData("Puis-je retourner un article ?", "returns-fr")]
    [InlineData("Wie viel kostet der Versand nach Frankreich?", "shipping-france-de")]
    [InlineData("Welche Zahlungsarten gibt es bei euch?", "payment-de")]
    [InlineData("Kann ich Artikel zurückschicken?", "returns-de")]
    [InlineData("¿Cuánto cuesta el envío a Francia?", "shipping-france-es")]
    [InlineData("¿Puedo devolver un producto?", "returns-es")]
    [InlineData("¿Qué formas de pago aceptan?", "payment-es")]
    [InlineData("¿A qué hora cierran los viernes?", "hours-es")]
    [InlineData("Quanto custa o envio para França?", "shipping-france-pt")]
    [InlineData("Quais são as formas de pagamento?", "payment-pt")]
    public void Clear_question_is_answered_from_its_article(string text, string article)
    {
        var answer = Ask(text);
        answer.Sources.Select(source => source.Article).ShouldBe([article], $"{answer.Reason} {answer.Confidence}");
        answer.Confidence.ShouldBeGreaterThanOrEqualTo(0.7);
        answer.Text.ShouldNotBeNullOrWhiteSpace();
        answer.Text.ShouldNotContain("**");
    }

    [Theory]
    [InlineData("Do you have any jobs for students?")]
    [InlineData("What is the capital of Australia?")]
    [InlineData("Can you write a poem about my dog")]
    [InlineData("I would like to become a supplier of yours")]
    [InlineData("Is the mayor of Paris a customer?")]
    [InlineData("Welche Musik läuft bei euch im Büro?")]
    [InlineData("Vous sponsorisez des clubs de football ?")]
    [InlineData("¿Me puedes ayudar con mis deberes de física?")]
    [InlineData("Vocês fazem entrevistas para o jornal?")]
    [InlineData("Do you have a shop in Berlin?")]
    [InlineData("Habt ihr ein Geschäft in Hamburg?")]
    [InlineData("¿Tienen tienda física en Madrid?")]
    [InlineData("Avez-vous une boutique à Lyon ?")]
    [InlineData("Têm loja no Porto?")]
    [InlineData("De onde são os produtos?")]
    [InlineData("Kann ich per Express bestellen?")]
    [InlineData("asdf qwer")]
    [InlineData("👍")]
    public void What_the_store_does_not_know_is_handed_over(string text)
    {
        var answer = Ask(text);
        answer.Text.ShouldBeNull();
        answer.Reason.ShouldBe("no clear match");
        answer.Sources.ShouldBeEmpty();
    }

    [Fact]
    public void Texts_of_one_turn_are_read_together() =>
        Ask("How much is shipping", "to the United Kingdom?").Sources.ShouldHaveSingleItem().Article.ShouldBe("shipping-uk-en");

    [Fact]
    public void Two_clear_questions_of_one_turn_are_both_answered()
    {
        var answer = Ask("How much is shipping to France? Which payment methods do you accept?");
        answer.Sources.Select(source => source.Article).ShouldBe(["shipping-france-en", "payment-en"]);
        answer.Text.ShouldNotBeNull().ShouldContain("*4.90 EUR*");
        answer.Text.ShouldContain("- PayPal, Apple Pay or Google Pay");
    }

    [Fact]
    public void Half_of_a_turn_is_not_answered() =>
        Ask("How much is shipping to France? And may I bring my horse to your office?").Text.ShouldBeNull();

    [Fact]
    public void Language_without_knowledge_of_its_own_is_answered_from_the_fallback() =>
        new KnowledgeBase(KnowledgeReading.Read(Files.Demo("knowledge.json")).Value!, ["en"]).Find("PayPal?", "nl")
            .ShouldNotBeNull().Article.Language.ShouldBe("en");

    [Theory]
    [InlineData("How much is the linen shirt?", "*Linen shirt* costs 59.90 EUR.")]
    [InlineData("Was kostet das Linen Shirt?", "*Linen shirt* kostet 59.90 EUR.")]
    [InlineData("Combien coûte le linen shirt ?", "*Linen shirt* coûte 59.90 EUR.")]
    [InlineData("¿Cuánto cuesta la linen shirt?", "*Linen shirt* cuesta 59.90 EUR.")]
    public void Price_of_a_product_comes_from_the_catalogue(string text, string reply)
    {
        var answer = Ask(text);
        answer.Product.ShouldNotBeNull().Id.ShouldBe("linen-shirt");
        answer.Text.ShouldNotBeNull().ShouldStartWith(reply);
        answer.Text.ShouldEndWith("https://demo-shop.example/products/linen-shirt");
    }

    [Theory]
    [InlineData("JPY", 12800, "12800 JPY")]
    [InlineData("KWD", 12.75, "12.750 KWD")]
    public void Price_is_told_with_the_decimals_of_its_currency(string currency, double price, string told) =>
        ProductQuestions.PriceReply(new Product { Id = "p", Name = "Vase", Price = (decimal)price, Currency = currency }, "en").ShouldBe($"*Vase* costs {told}.");

    [Theory]
    [InlineData("How much is the linen shirt? And may I bring my horse to your office?")]
    [InlineData("May I bring my horse to your office?", "How much is the linen shirt?")]
    public void Price_alone_does_not_answer_what_else_is_asked(params string[] texts) => Ask(texts).Text.ShouldBeNull();

    [Theory]
    [InlineData("How much does the linen shirt weigh?")]
    [InlineData("Will the price of the linen shirt drop on Black Friday?")]
    [InlineData("How much was the linen shirt last year?")]
    [InlineData("How many linen shirts do you have left?")]
    [InlineData("How long is the linen dress?")]
    [InlineData("How much water does the canvas bag hold?")]
    public void What_else_is_asked_about_a_product_is_answered_neither_with_its_price_nor_because_of_its_name(string text) => Ask(text).Text.ShouldBeNull();

    [Theory]
    [InlineData("Was kosten die Chino trousers?", "chino-trousers")]
    [InlineData("Hi! How much does the straw hat cost please?", "straw-hat")]
    [InlineData("How do I wash the linen dress?", "care-en")]
    public void What_is_known_of_a_product_is_still_answered(string text, string source) => Ask(text).Sources.ShouldHaveSingleItem().Article.ShouldBe(source);

    [Theory]
    [InlineData("How much did I pay for the linen shirt?")]
    [InlineData("I paid more, has the price of the linen shirt changed?")]
    [InlineData("Combien ai-je payé pour le linen shirt ?")]
    [InlineData("Wie viel habe ich für das Linen Shirt bezahlt?")]
    [InlineData("¿Cuánto pagué por la linen shirt?")]
    [InlineData("Quanto paguei pela linen shirt?")]
    public void What_was_paid_is_not_answered_with_the_price_of_today(string text) => Ask(text).Text.ShouldBeNull();

    [Fact]
    public void Price_and_another_clear_question_are_both_answered()
    {
        var answer = Ask("How much is the linen shirt? Which payment methods do you accept?");
        answer.Sources.Select(source => source.Article).ShouldBe(["linen-shirt", "payment-en"]);
        answer.Text.ShouldNotBeNull().ShouldStartWith("*Linen shirt* costs 59.90 EUR.");
        answer.Text.ShouldContain("- PayPal, Apple Pay or Google Pay");
    }

    [Fact]
    public void Product_is_noticed_where_the_question_is_another_one()
    {
        var answer = Ask("Is the linen shirt see-through in bright sunshine?");
        answer.Product.ShouldNotBeNull().Id.ShouldBe("linen-shirt");
        answer.Text.ShouldBeNull();
    }

    [Fact]
    public void Shipping_of_a_product_is_no_question_about_its_price() =>
        (Ask("How much is shipping for the linen shirt to France?").Text ?? "").ShouldNotContain("59.90");

    [Fact]
    public void Without_knowledge_everything_is_handed_over() =>
        KnowledgeAssistant.Answer(new Question(new StoreId("demo"), ["How much is shipping?"], "en", null), new(KnowledgeBase.Empty, [])).Reason.ShouldBe("no clear match");

    private static Answer Ask(params string[] texts) =>
        KnowledgeAssistant.Answer(new Question(new StoreId("demo"), [.. texts], null, null), Demo);
}
