using Conversations.Contact;
using Conversations.Customers;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Messages;

/// <summary>What becomes of a claimed touch, in every order in which the world may tell of it.</summary>
public sealed class OutcomeTests
{
    public static TheoryData<string> Orders => [.. Permutations(["answer", "sent", "delivered", "read", "played"]).Select(order => string.Join(' ', order))];

    [Theory]
    [MemberData(nameof(Orders))]
    public void The_ladder_never_goes_down_in_any_order(string order)
    {
        var story = Claimed();
        var highest = TouchState.Claimed;
        foreach (var word in order.Split(' '))
        {
            Tell(story, word);
            (story.Customer.Touches[^1].State >= highest).ShouldBeTrue();
            highest = story.Customer.Touches[^1].State;
        }

        highest.ShouldBe(TouchState.Played);
        story.Customer.Unnoticed.ShouldBe(0);
        story.Facts.Count(fact => fact.Kind == "touch.accepted").ShouldBe(1);
    }

    [Theory]
    [InlineData("failed delivered")]
    [InlineData("delivered failed")]
    [InlineData("sent failed delivered")]
    [InlineData("failed answer delivered sent")]
    public void What_was_delivered_was_delivered_whenever_a_failure_is_told(string order)
    {
        var story = Claimed();
        foreach (var word in order.Split(' '))
        {
            Tell(story, word);
        }

        story.Customer.Touches[^1].State.ShouldBe(TouchState.Delivered);
    }

    [Theory]
    [InlineData("failed rejected")]
    [InlineData("rejected failed")]
    [InlineData("answer failed rejected failed")]
    public void Refused_at_once_and_later_counts_once(string order)
    {
        var story = Claimed();
        foreach (var word in order.Split(' '))
        {
            Tell(story, word);
        }

        story.Facts.Count(fact => fact.Kind is "touch.failed" or "touch.retrying").ShouldBe(1);
        story.Customer.Undeliverable.ShouldBe(1);
        story.Customer.Unnoticed.ShouldBe(0);
    }

    [Fact]
    public void A_lost_answer_is_never_sent_again_and_a_status_tells_what_became_of_it()
    {
        var story = Cart(send => Lost(send)).After(0.5);
        story.Customer.Touches[^1].State.ShouldBe(TouchState.Unknown);

        story.Reports(DeliveryStatus.Delivered);

        story.Customer.Touches[^1].State.ShouldBe(TouchState.Delivered);
        story.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public void A_lost_answer_is_unknown_for_good_after_15_minutes_and_counts_against_the_limits()
    {
        var story = Cart(send => Lost(send)).After(0.5);

        story.After(TimeSpan.FromMinutes(14.9)).HasFact("touch.unknown-final").ShouldBeFalse();
        story.After(TimeSpan.FromMinutes(0.1)).HasFact("touch.unknown-final").ShouldBeTrue();

        story.Empties().News(Carts.ProductChange.PriceChanged).Facts.ShouldContain(fact => fact.Kind == "touch.held" && fact.Data["rule"] == "frequency");
    }

    [Fact]
    public void A_status_after_the_15_minutes_does_not_skip_the_second_touch()
    {
        var story = Cart(send => Lost(send)).After(1);
        story.Answers = null;

        story.Reports(DeliveryStatus.Delivered).After(25);

        story.Templates.ShouldBe(["cart_reminder", "cart_second"]);
    }

    [Fact]
    public void An_answer_to_a_person_that_stays_unknown_is_shown_to_a_human()
    {
        var story = new Story { Assistant = _ => new Answer { Text = "Two days.", Confidence = 1 }, Answers = Lost };
        story.With().Says("How long does shipping take?").After(TimeSpan.FromMinutes(16));

        story.Customer.Thread.State.ShouldBe(ThreadState.Waiting);
        story.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public void A_claim_without_any_outcome_becomes_unknown_with_a_fact()
    {
        var story = Claimed().After(TimeSpan.FromMinutes(15));

        story.Customer.Touches[^1].State.ShouldBe(TouchState.Unknown);
        story.HasFact("touch.unknown-final").ShouldBeTrue();
    }

    [Fact]
    public void Temporary_trouble_is_tried_again_with_growing_pauses_and_an_attempt_number()
    {
        var story = Cart(send => send.Attempt < 4 ? Rejected(send, 131000) : null).After(1);

        story.Sent.Select(sent => sent.Send.Attempt).ShouldBe([1, 2, 3, 4]);
        story.Sent.Select(sent => sent.Send.Callback.Split('/')[^1]).ShouldBe(["1", "2", "3", "4"]);
        story.Sent.Zip(story.Sent.Skip(1), (one, next) => (next.At - one.At).TotalSeconds).ShouldBe([15, 30, 60]);
    }

    [Fact]
    public void Temporary_trouble_that_stays_is_given_up()
    {
        var story = Cart(send => Rejected(send, 131000)).After(24);

        story.Sent.Count.ShouldBe(6);
        story.HasFact("touch.failed").ShouldBeTrue();
        story.Customer.Runs.ShouldBeEmpty();
    }

    [Fact]
    public void A_failure_told_later_is_tried_again_with_the_words_of_the_same_step()
    {
        var story = Cart(null).After(0.5);

        story.Reports(DeliveryStatus.Failed, error: 131000).After(0.1);

        story.Templates.ShouldBe(["cart_reminder", "cart_reminder"]);
        story.Sent[^1].Send.Attempt.ShouldBe(2);
        story.After(24).Templates.ShouldBe(["cart_reminder", "cart_reminder", "cart_second"]);
    }

    [Fact]
    public void A_failure_of_the_only_step_told_later_is_tried_again()
    {
        var story = new Story().With().Order(OrderEvent.Placed, method: PaymentMethod.CashOnDelivery, status: PaymentStatus.Pending);

        story.Reports(DeliveryStatus.Failed, error: 131000).After(0.1).Templates.ShouldBe(["cod_confirm", "cod_confirm"]);

        var update = new Story().With().Order(OrderEvent.Shipped);
        update.Reports(DeliveryStatus.Failed, error: 131000).After(0.1).Templates.ShouldBe(["order_shipped", "order_shipped"]);
    }

    [Fact]
    public void A_failure_told_after_the_order_is_not_tried_again()
    {
        var story = Cart(null).After(0.5).Order(OrderEvent.Placed);

        story.Reports(DeliveryStatus.Failed, message: 0, error: 131000).After(1).Templates.ShouldBe(["cart_reminder", "order_paid"]);
    }

    [Fact]
    public void Per_user_cap_gives_one_more_try_after_24_hours_and_no_marketing_meanwhile()
    {
        var story = Cart(null).After(0.5).Reports(DeliveryStatus.Failed, error: 131049);
        story.Answers = send => Rejected(send, 131049);
        story.Customer.SaturatedUntil.ShouldBe(story.Now + TimeSpan.FromHours(24));

        story.News(Carts.ProductChange.PriceChanged).After(23.9).Sent.Count.ShouldBe(1);
        story.After(1).Sent.Count(sent => sent.Send.TouchId == story.Sent[0].Send.TouchId).ShouldBe(2);
        story.Answers = null;
        story.After(72).Sent.Count(sent => sent.Send.TouchId == story.Sent[0].Send.TouchId).ShouldBe(2);
    }

    [Fact]
    public void Stopped_at_WhatsApp_is_opted_out()
    {
        var story = Cart(null).After(0.5).Reports(DeliveryStatus.Failed, error: 131050);

        story.Customer.Consent.PlatformStoppedAt.ShouldNotBeNull();
        story.Customer.Runs.ShouldBeEmpty();
        story.After(48).Sent.Count.ShouldBe(1);
    }

    [Fact]
    public void Undeliverable_on_three_days_is_unreachable_until_the_customer_writes()
    {
        var story = new Story { Answers = send => Rejected(send, 131026) };
        story.With().Order(OrderEvent.Placed).Order(OrderEvent.Shipped);
        story.Customer.Undeliverable.ShouldBe(1, "the same day counts once");

        story.After(24).Order(OrderEvent.Delivered).After(24).Order(OrderEvent.Cancelled);
        story.HasFact("customer.unreachable").ShouldBeTrue();

        var sent = story.Sent.Count;
        story.Order(OrderEvent.Refunded).Sent.Count.ShouldBe(sent);
        story.Facts.ShouldContain(fact => fact.Kind == "touch.dropped" && fact.Data["rule"] == "reachable");

        story.Says("Hello, where is my money?").Customer.UnreachableAt.ShouldBeNull();
    }

    [Fact]
    public void An_unknown_code_is_not_tried_again_and_alerts()
    {
        var story = Cart(send => Rejected(send, 999_999)).After(1);

        story.Sent.Count.ShouldBe(1);
        story.Effects.OfType<Effect.RaiseAlert>().ShouldContain(alert => alert.Alert == "whatsapp.999999");
    }

    [Fact]
    public void A_failure_without_a_code_does_not_stop_the_number()
    {
        var story = Cart(null).After(0.5).Reports(DeliveryStatus.Failed);

        story.Effects.OfType<Effect.TellSender>().ShouldBeEmpty();
        story.HasFact("touch.failed").ShouldBeTrue();
    }

    [Theory]
    [InlineData(190)]
    [InlineData(131042)]
    [InlineData(132015)]
    [InlineData(130429)]
    [InlineData(131048)]
    public void Errors_of_the_number_or_template_are_told_to_its_sender(int code) =>
        Cart(send => Rejected(send, code)).After(0.5).Effects.OfType<Effect.TellSender>().First().Code.ShouldBe(code);

    [Fact]
    public void A_touch_whose_slot_comes_after_its_run_has_expired_is_not_sent()
    {
        var waiting = new Story { Grants = false };
        waiting.With().Cart().After(0.5);
        var wanted = waiting.Effects.OfType<Effect.WantSlot>().Single();
        waiting.After(24 * 7).Take(new CustomerInput.SlotGranted(wanted.TouchId, new Capacity()) { Id = "late", Source = "engine", At = waiting.Now, OccurredAt = waiting.Now });
        waiting.Sent.ShouldBeEmpty();
        waiting.Effects.OfType<Effect.ReturnSlot>().ShouldNotBeEmpty();
    }

    [Fact]
    public void A_slot_that_comes_too_late_is_given_back_and_another_one_asked_for()
    {
        var waiting = new Story { Grants = false };
        waiting.With().Cart().After(0.5);
        var wanted = waiting.Effects.OfType<Effect.WantSlot>().Single();
        var granted = waiting.Now;
        waiting.After(1).Take(new CustomerInput.SlotGranted(wanted.TouchId, new Capacity()) { Id = "late", Source = "engine", At = waiting.Now, OccurredAt = granted });
        waiting.Sent.ShouldBeEmpty();
        waiting.Effects.OfType<Effect.ReturnSlot>().Count().ShouldBe(1);
        waiting.After(0.01).Effects.OfType<Effect.WantSlot>().Select(want => want.TouchId).ShouldBe([wanted.TouchId, wanted.TouchId]);
    }

    [Fact]
    public void A_status_for_nothing_known_is_recorded() => new Story().With()
        .Takes((id, at) => new CustomerInput.DeliveryReported("wamid.x", null, DeliveryStatus.Read, null, null, null) { Id = id, Source = "whatsapp", At = at, OccurredAt = at })
        .HasFact("delivery.unmatched").ShouldBeTrue();

    private static Story Cart(Func<Effect.Send, CustomerInput?>? answers) => new Story { Answers = answers }.With().Cart();

    private static Story Claimed()
    {
        var story = new Story { Silent = true };
        story.With().Cart().After(0.5);
        story.Customer.Touches[^1].State.ShouldBe(TouchState.Claimed);
        return story;
    }

    private static void Tell(Story story, string word)
    {
        var send = story.Sent[^1].Send;
        _ = word switch
        {
            "answer" => story.Take(story.Accepted(send)),
            "rejected" => story.Take(story.Rejected(send, 131026)),
            "failed" => story.Reports(DeliveryStatus.Failed, error: 131026),
            _ => story.Reports(Enum.Parse<DeliveryStatus>(word, ignoreCase: true)),
        };
    }

    private static CustomerInput.SendUnknown Lost(Effect.Send send) => new CustomerInput.SendUnknown(send.TouchId, send.Attempt, "time-out") { Id = $"lost/{send.Callback}", Source = "engine", At = At, OccurredAt = At };

    private static CustomerInput.SendRejected Rejected(Effect.Send send, int code) => new CustomerInput.SendRejected(send.TouchId, send.Attempt, code, null) { Id = $"no/{send.Callback}", Source = "engine", At = At, OccurredAt = At };

    /// <summary>The story stamps what its outside answers with its own time.</summary>
    private static DateTimeOffset At => default;

    private static IEnumerable<List<string>> Permutations(List<string> of) => of.Count <= 1
        ? [of]
        : of.SelectMany(first => Permutations([.. of.Where(other => other != first)]).Select(rest => (List<string>)[first, .. rest]));
}
