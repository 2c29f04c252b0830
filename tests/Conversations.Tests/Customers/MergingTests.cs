using Conversations.Customers;
using Conversations.Identity;
using Conversations.Journeys;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Customers;

/// <summary>Two customers found to be one: the newer becomes a tombstone, the older takes it in.</summary>
public sealed partial class MergingTests
{
    private static readonly CustomerId Older = new("c1");

    [Fact]
    public void The_newer_leaves_a_tombstone_and_the_older_has_it_all()
    {
        var (older, newer) = Two();
        newer.Cart();
        Merge(older, newer);

        newer.Customer.MovedTo.ShouldBe(Older);
        newer.Customer.Runs.ShouldBeEmpty();
        newer.Customer.Aliases.ShouldBeEmpty();
        older.Customer.Baskets.Single().Content.Id.ShouldBe("cart1");
        older.Customer.Runs.Single().Id.ShouldStartWith("c2:");
        older.After(1).Templates.ShouldBe(["cart_reminder"]);
        newer.Effects.OfType<Effect.TellStore>().ShouldContain(tell => tell.Event == "customer.merged");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_stricter_consent_wins(bool stoppedIsTheNewer)
    {
        var (older, newer) = Two();
        (stoppedIsTheNewer ? newer : older).Says("STOP");
        Merge(older, newer);

        older.Cart().After(1).Templates.ShouldNotContain("cart_reminder");
    }

    [Fact]
    public void The_fact_of_a_merge_tells_the_others_consent_with_time_source_and_wording_and_its_stop()
    {
        var (older, newer) = Two();
        newer.After(1).Says("STOP");
        older.Until(newer.Now);
        Merge(older, newer);

        var fact = older.Facts.Single(fact => fact.Kind == "customer.absorbed");
        fact.Data.ShouldBe(new Dictionary<string, string>
        {
            ["from"] = "c2",
            ["at"] = "2026-03-03T10:00:00+00:00",
            ["source"] = "checkout",
            ["wording"] = "Yes, write to me",
            ["stoppedAt"] = "2026-03-03T11:00:00+00:00",
            ["stoppedBy"] = "STOP",
        }, ignoreOrder: true);
        fact.Summary.ShouldBe("Took in another customer that turned out to be this one, who had consented to WhatsApp marketing, source checkout, at Tue 2026-03-03 11:00 (Europe/Paris), and had stopped it at Tue 2026-03-03 12:00 (Europe/Paris).");
    }

    [Fact]
    public void Contacts_of_both_count_together()
    {
        var (older, newer) = Two();
        newer.Cart("theirs").After(0.5).Empties("theirs");
        older.Until(newer.Now);
        Merge(older, newer);

        older.News(Conversations.Carts.ProductChange.Launched);

        older.Sent.ShouldBeEmpty();
        older.Facts.ShouldContain(fact => fact.Kind == "touch.held" && fact.Data["rule"] == "frequency");
    }

    [Fact]
    public void An_outcome_on_its_way_finds_the_touch_through_the_tombstone()
    {
        var (older, newer) = Two();
        newer.Silent = true;
        newer.Cart().After(0.5);
        older.Until(newer.Now);
        Merge(older, newer);

        var send = newer.Sent.Single().Send;
        Forward(older, newer, newer.Accepted(send));

        older.Customer.Touches.Single().State.ShouldBe(TouchState.Accepted);
        older.Customer.Runs.Single().Step.ShouldBe(1);
    }

    [Fact]
    public void A_status_with_the_key_of_the_other_is_never_taken_for_a_touch_of_ones_own()
    {
        var (older, newer) = Two();
        foreach (var story in (Story[])[older, newer])
        {
            story.Silent = true;
            story.Order(OrderEvent.Shipped);
        }

        var send = newer.Sent.Single().Send;
        send.TouchId.ShouldBe(older.Sent.Single().Send.TouchId, "both count their versions alike");
        Merge(older, newer);
        older.Takes((id, at) => new CustomerInput.DeliveryReported("wamid.theirs", send.Callback, DeliveryStatus.Read, null, null, null) { Id = id, Source = "whatsapp", At = at, OccurredAt = at });

        older.Customer.Touches.Single(touch => touch.State == TouchState.Read).Id.ShouldBe($"c2:{send.TouchId}");
        older.Customer.Touches.Single(touch => touch.Id == send.TouchId).State.ShouldBe(TouchState.Claimed);
    }

    [Fact]
    public void Of_three_that_merge_outcomes_find_their_way_whichever_merged_first()
    {
        foreach (var lastFirst in (bool[])[true, false])
        {
            var (a, b) = Two();
            var c = Named("c3");
            c.Silent = true;
            c.Order(OrderEvent.Shipped);
            var send = c.Sent.Single().Send;
            if (lastFirst)
            {
                Merge(b, c);
                Merge(a, b);
            }
            else
            {
                Merge(a, b);
                Move(c, new CustomerId("c2"));
                Forward(a, b, HandedOn(c));
            }

            c.Take(c.Accepted(send));
            Forward(a, b, HandedOn(c));

            a.Customer.Touches.Single().State.ShouldBe(TouchState.Accepted, $"last first: {lastFirst}");
        }
    }

    [Fact]
    public void An_answer_that_waited_for_its_slot_is_not_lost()
    {
        var (older, newer) = Two();
        newer.Grants = false;
        newer.Takes((id, at) => new CustomerInput.OperatorReplied("ana", 0, new OutboundMessage.Template("order_paid", "en", TemplateCategory.Utility, [], "Hi", [])) { Id = id, Source = "operator", At = at, OccurredAt = at });
        Merge(older, newer);

        older.Texts.ShouldBe(["Hi"]);
    }

    [Fact]
    public void A_question_that_was_with_the_others_assistant_is_asked_again()
    {
        var (older, newer) = Two();
        older.Assistant = _ => new Answer { Text = "Two days.", Confidence = 1 };
        newer.Says("How long does shipping take?").After(TimeSpan.FromSeconds(4));
        older.Until(newer.Now);
        Merge(older, newer);

        older.After(0.1).Texts.Single().ShouldContain("Two days.");
        older.Customer.Thread.Unanswered.ShouldBeEmpty();
    }

    [Fact]
    public void A_cart_that_the_other_has_bought_since_is_not_reminded()
    {
        var (older, newer) = Two();
        newer.Cart();
        older.After(0.1).Order(OrderEvent.Placed);
        newer.Until(older.Now);
        Merge(older, newer);

        older.After(24).Templates.ShouldBe(["order_paid"]);
    }

    [Fact]
    public void Of_one_cart_known_to_both_the_newer_state_counts()
    {
        var (older, newer) = Two();
        older.Cart(total: 20m);
        newer.After(0.1).Cart(total: 80m);
        older.Until(newer.Now);
        Merge(older, newer);

        older.Customer.Baskets.Single().Content.Total.ShouldBe(80m);
    }

    [Fact]
    public void Of_two_recoveries_one_goes_on_and_a_fact_says_so()
    {
        var (older, newer) = Two();
        older.Cart("mine");
        newer.Cart("theirs");
        Merge(older, newer);

        older.Customer.Runs.Count(run => run.Trigger == Trigger.CartIdle).ShouldBe(1);
        older.Facts.ShouldContain(fact => fact.Kind == "run.ended" && fact.Data["reason"] == "both customers had one, and one is enough");
    }

    [Fact]
    public void A_number_that_could_not_be_reached_is_not_written_to_after_a_merge()
    {
        var older = new Story { Customer = new Customer { Store = new StoreId("demo"), Id = Older } }.Consents();
        var newer = Named("c2");
        newer.Customer = newer.Customer with { UnreachableAt = newer.Now };
        Merge(older, newer);

        older.Order(OrderEvent.Placed).After(1).Sent.ShouldBeEmpty();
    }

    [Fact]
    public void A_number_that_could_not_be_reached_stays_so_when_the_other_brings_no_number()
    {
        var older = Named("c1");
        older.Customer = older.Customer with { UnreachableAt = older.Now };
        var newer = new Story { Customer = new Customer { Store = new StoreId("demo"), Id = new CustomerId("c2") } }.Consents();
        Merge(older, newer);

        older.Order(OrderEvent.Placed).After(1).Sent.ShouldBeEmpty();
    }

    [Fact]
    public void Whoever_wrote_since_as_the_other_one_is_reachable()
    {
        var (older, newer) = Two();
        older.Customer = older.Customer with { UnreachableAt = older.Now };
        newer.After(1).Says("Hello");
        older.Until(newer.Now);
        Merge(older, newer);

        older.Customer.UnreachableAt.ShouldBeNull();
    }

    [Fact]
    public void A_phone_that_went_to_another_person_voids_the_consent_and_hides_nothing_of_the_orders_to_them()
    {
        var story = new Story().With().Order(OrderEvent.Placed).Cart("c9");
        story.Takes((id, at) => new CustomerInput.IdentityLost(new Alias(AliasKind.Phone, "+33612345678")) { Id = id, Source = "whatsapp", At = at, OccurredAt = at });
        var sent = story.Sent.Count;

        story.Customer.Consent.GrantedAt.ShouldBeNull();
        story.Customer.Phone.ShouldBeNull();
        story.Customer.Orders.Length.ShouldBe(1);
        story.Order(OrderEvent.Shipped).After(48).Sent.Count.ShouldBe(sent);
    }

    [Fact]
    public void A_changed_number_is_the_same_person()
    {
        var story = new Story().With().Cart();
        story.Takes((id, at) => new CustomerInput.IdentityChanged("+33698765432", null) { Id = id, Source = "whatsapp", At = at, OccurredAt = at });

        story.After(1).Sent.Single().Send.Phone.ShouldBe("+33698765432");
    }

    private static (Story Older, Story Newer) Two() => (Named("c1"), Named("c2"));

    private static Story Named(string id)
    {
        var story = new Story();
        story.Customer = story.Customer with { Id = new CustomerId(id) };
        return story.With();
    }

    private static void Merge(Story older, Story newer)
    {
        Move(newer, older.Customer.Id);
        older.Take(HandedOn(newer) with { At = older.Now });
    }

    private static void Move(Story newer, CustomerId to) =>
        newer.Takes((id, at) => new CustomerInput.Moved(to) { Id = id, Source = "engine", At = at, OccurredAt = at });

    private static void Forward(Story older, Story tombstone, CustomerInput input)
    {
        tombstone.Take(input);
        older.Take(HandedOn(tombstone));
    }

    private static CustomerInput HandedOn(Story story) => story.Effects.OfType<Effect.HandOn>().Last().Input;
}
