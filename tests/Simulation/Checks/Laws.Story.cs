using Conversations.Actors;
using Conversations.Customers;

namespace Conversations.Simulation.Checks;

internal sealed partial class Laws
{
    private void Tell(Decided one, CustomerKey customer)
    {
        if (story is null)
        {
            return;
        }

        story(FormattableString.Invariant($"{one.Input.At:MM-dd HH:mm:ss.fff} {customer.Customer} v{one.Version} {one.Input.GetType().Name} {one.Input.Id} [{string.Join(' ', one.Input.Aliases.Select(alias => alias.Value))}] {(one.Input as CustomerInput.MessageReceived)?.Message.Text}"));
        foreach (var fact in one.Facts)
        {
            story($"      {fact.Kind}: {fact.Summary}");
        }

        foreach (var row in one.Effects)
        {
            story($"      -> {row.Effect.GetType().Name} {(row.Effect as Effect.Send)?.Callback}");
        }
    }
}
