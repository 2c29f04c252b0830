using Conversations.Messages;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Messages;

public sealed class RenderingTests
{
    [Fact]
    public void Numbered_parameters_are_given_in_the_order_of_their_numbers_wherever_the_text_has_them()
    {
        var template = new MessageTemplate
        {
            Name = "shipped",
            Language = "ja",
            Category = TemplateCategory.Utility,
            NamedParameters = false,
            Body = "{{2}}: {{1}} ({{2}}) {{10}} {{3}} {{4}} {{5}} {{6}} {{7}} {{8}} {{9}}",
            Positions = ["first_name", "order_number", "c", "d", "e", "f", "g", "h", "i", "j"],
        };
        var values = template.Positions.ToDictionary(name => name, name => name[..1].ToUpperInvariant(), StringComparer.Ordinal);

        var message = Rendering.Template(template, values).Message!;

        message.Components.Single().Parameters.Select(parameter => parameter.Text).ShouldBe(["F", "O", "C", "D", "E", "F", "G", "H", "I", "J"]);
        message.Rendered.ShouldBe("O: F (O) J C D E F G H I");
    }

    [Fact]
    public void Labels_of_a_templates_buttons_are_cut_to_fit_where_its_words_go_as_free_text()
    {
        var free = FreeText(new Button(ButtonKind.QuickReply, "I would like to ask it 🌸", "question"), new Button(ButtonKind.QuickReply, "1234567890123456🌸🌸🌸", "opt-out"), new Button(ButtonKind.QuickReply, "Just twenty letters.", "yes"));

        free.ShouldBeOfType<OutboundMessage.Buttons>().Replies.Select(reply => (reply.Text, reply.Payload))
            .ShouldBe([("I would like to ask…", "question"), ("1234567890123456🌸…", "opt-out"), ("Just twenty letters.", "yes")]);
    }

    [Fact]
    public void The_link_of_a_templates_button_is_not_lost_where_its_words_go_as_free_text()
    {
        var link = new Button(ButtonKind.Url, "To your cart", Url: "https://shop.example/cart/7");

        FreeText(link).Reads.ShouldBe("Your cart waits.\n\nTo your cart: https://shop.example/cart/7\n\nDemo Shop");
        FreeText(link, new Button(ButtonKind.QuickReply, "No more", "opt-out")).ShouldBeOfType<OutboundMessage.Buttons>().Body.ShouldBe("Your cart waits.\n\nTo your cart: https://shop.example/cart/7");
    }

    /// <summary>A reminder of a cart while its template is paused and the customer wrote a moment ago.</summary>
    private static OutboundMessage FreeText(params Button[] buttons)
    {
        var template = new MessageTemplate { Name = "cart_reminder", Language = "en", Category = TemplateCategory.Marketing, Body = "Your cart waits.", Footer = "Demo Shop", Buttons = [.. buttons] };
        var story = new Story(TestRules.Default with { Templates = [template] }) { Capacity = new() { Template = TemplateStatus.Paused } };
        return story.With().Says("thanks").Cart().After(0.5).Sent.Single().Send.Message;
    }
}
