using Conversations.Contact;
using Conversations.Customers;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Customers;

/// <summary>A forecast is the same pure code in virtual time: what it says is what then happens.</summary>
public sealed class ForecastTests
{
    [Fact]
    public void What_is_forecast_happens()
    {
        foreach (var story in (Story[])[
            new Story().With().Cart(),
            new Story(now: new DateTimeOffset(2026, 3, 7, 21, 0, 0, TimeSpan.Zero)).With().Cart(),
            new Story().With().Order(OrderEvent.Placed).Order(OrderEvent.Delivered),
            new Story().With().Cart().After(0.5).Cart(total: 90m),
            new Story { Grants = false }.With().Cart().After(0.5),
        ])
        {
            var before = story.Sent.Count;
            var forecast = Forecast.Of(story.Customer, story.Rules, story.Now, 14, []);
            var grants = story.Grants;
            story.Grants = true;
            if (!grants)
            {
                var want = story.Effects.OfType<Effect.WantSlot>().Single();
                story.Takes((id, at) => new CustomerInput.SlotGranted(want.TouchId, new Capacity()) { Id = id, Source = "engine", At = at, OccurredAt = at });
            }

            story.After(24 * 14);

            var happened = story.Sent.Skip(before).Select(sent => (sent.At, (sent.Send.Message as OutboundMessage.Template)!.Name.Length > 0));
            forecast.Where(touch => touch.Verdict == VerdictKind.Pass).Select(touch => (touch.At, true)).ShouldBe(happened);
            forecast.ShouldNotBeEmpty();
            forecast.ShouldAllBe(touch => touch.Reasons.Length > 0);
        }
    }

    [Fact]
    public void A_hold_is_among_the_reasons_of_the_touch_that_leaves_later()
    {
        var story = new Story(now: new DateTimeOffset(2026, 3, 3, 22, 0, 0, TimeSpan.Zero)).With().Cart();

        var first = Forecast.Of(story.Customer, story.Rules, story.Now, 3, [])[0];

        first.Verdict.ShouldBe(VerdictKind.Pass);
        first.Reasons.Length.ShouldBe(2);
        first.Reasons[0].ShouldContain("quiet hours");
    }

    [Fact]
    public void What_if_plays_what_is_imagined_and_changes_nothing()
    {
        var story = new Story().With().Cart();
        var at = story.Now.AddMinutes(10);
        var before = Written.Of(story.Customer);
        CustomerInput order = new CustomerInput.OrderReported(OrderEvent.Placed, new OrderReport { Id = "o1", Number = "#1", Total = 5m, Currency = "EUR", PaymentStatus = PaymentStatus.Paid }) { Id = "if", Source = "events", At = at, OccurredAt = at };

        Forecast.Of(story.Customer, story.Rules, story.Now, 5, [order]).Select(touch => touch.Journey).ShouldBe(["order-updates"]);
        Forecast.Of(story.Customer, story.Rules, story.Now, 5, []).Select(touch => touch.Journey).ShouldBe(["cart-recovery", "cart-recovery"]);
        Written.Of(story.Customer).ShouldBe(before);
    }

    [Fact]
    public void Who_may_get_nothing_is_forecast_nothing_with_the_reason()
    {
        var story = new Story().With(consent: false).Cart();

        Forecast.Of(story.Customer, story.Rules, story.Now, 5, []).Single().ShouldSatisfyAllConditions(
            touch => touch.Verdict.ShouldBe(VerdictKind.Drop),
            touch => touch.Reasons.Last().ShouldContain("opt-in"));
    }
}
