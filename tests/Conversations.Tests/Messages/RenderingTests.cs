using Conversations.Messages;
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
}
