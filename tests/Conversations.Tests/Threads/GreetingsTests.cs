using Conversations.Customers;
using Conversations.Tests.Drivers;
using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Threads;

public sealed class GreetingsTests
{
    [Theory]
    [InlineData("Hello!", "en")]
    [InlineData("Bonjour", "fr")]
    [InlineData("¡Hola, buenos días!", "es")]
    [InlineData("guten Tag", "de")]
    public void Who_only_greets_is_greeted_and_asked_without_the_assistant(string text, string locale)
    {
        var story = new Story().With(locale: locale).Says(text);

        story.Texts.Single().ShouldContain("Demo Shop");
        story.After(0.1).Effects.ShouldNotContain(effect => effect is Effect.AskAssistant);
        story.Customer.Thread.State.ShouldBe(ThreadState.Assistant);
    }

    [Fact]
    public void A_greeting_with_a_question_is_a_question() => Greetings.IsGreeting("Hello, how long does delivery take?").ShouldBeFalse();

    [Theory]
    [InlineData("¿Qué formas de pago aceptan?", "es")]
    [InlineData("Quais são as formas de pagamento?", "pt")]
    public void Letters_that_only_one_language_writes_tell_it(string text, string language) => Language.Detect(text).ShouldBe(language);
}
