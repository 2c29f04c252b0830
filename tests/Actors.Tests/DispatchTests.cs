using Conversations.Carts;
using Conversations.Customers;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests;

public sealed class DispatchTests
{
    [Fact]
    public void A_number_that_the_policy_now_calls_a_coexistence_number_goes_at_its_pace_at_once()
    {
        var host = new Host();
        host.Tell("c0", "n0", "want");
        host.Run(() => host.Book.Publish(Host.Store, Host.Rulebook with { Policy = Host.Rulebook.Policy with { Numbers = [new NumberPolicy { Id = Host.Number, Coexistence = true }] } }, CancellationToken.None));
        host.Advance(TimeSpan.FromMinutes(1));

        for (var customer = 1; customer <= 100; customer++)
        {
            host.Tell($"c{customer}", $"n{customer}", "want");
        }

        host.Sent.Clear();
        host.Advance(TimeSpan.FromSeconds(1));
        host.Sent.Count.ShouldBeInRange(17, 18, "the last of them falls on the edge of the second");
    }

    [Fact]
    public void A_touch_asks_for_a_slot_is_sent_once_and_leaves_an_empty_outbox()
    {
        var host = new Host();

        host.Tell("a", "n1", "want");

        host.Sent.ShouldHaveSingleItem();
        host.Look("a").Kinds().ShouldBe(["Noted", "SlotGranted", "SendAccepted"]);
        host.Disk.Outbox().ShouldBeEmpty();
    }

    [Fact]
    public void An_assistant_that_fails_hands_over()
    {
        var host = new Host();
        host.Tell("a", "n1", "ask");
        host.Look("a").Kinds().ShouldBe(["Noted", "Answered"]);
        host.Disk.Outbox().ShouldBeEmpty();
    }

    [Fact]
    public void The_stores_webhook_is_tried_again_until_it_answers()
    {
        var host = new Host { StoreAnswers = false };
        host.Tell("a", "n1", "tell");
        host.Advance(TimeSpan.FromMinutes(1));
        host.StoreTold.ShouldBe(4);
        host.Disk.Outbox().ShouldHaveSingleItem();

        host.StoreAnswers = true;
        host.Advance(TimeSpan.FromHours(1));

        host.StoreTold.ShouldBe(5);
        host.Disk.Outbox().ShouldBeEmpty();
    }

    [Fact]
    public void A_stores_webhook_that_never_answers_is_given_up_in_the_end()
    {
        var host = new Host { StoreAnswers = false };
        host.Tell("a", "n1", "tell");
        host.Advance(TimeSpan.FromDays(3));

        host.StoreTold.ShouldBe(13);
        host.Disk.Outbox().ShouldBeEmpty();
    }

    [Fact]
    public void An_outcome_that_cannot_be_stored_is_told_again_until_it_is()
    {
        var hook = new CountingHook();
        var host = new Host(hook: hook)
        {
            Answer = send =>
            {
                hook.FailBefore = "commit";
                return Task.FromResult<SendResult>(new SendResult.Accepted("wamid." + send.TouchId, null));
            },
        };
        host.Tell("a", "n1", "want");
        host.Advance(TimeSpan.FromSeconds(6));
        host.Look("a").Kinds().ShouldBe(["Noted", "SlotGranted"]);

        hook.FailBefore = null;
        host.Advance(TimeSpan.FromSeconds(30));

        host.Look("a").Kinds().ShouldBe(["Noted", "SlotGranted", "SendAccepted"]);
        host.Sent.ShouldHaveSingleItem();
        host.Disk.Outbox().ShouldBeEmpty();
    }

    [Fact]
    public void What_cannot_be_taken_off_the_outbox_now_is_taken_off_five_seconds_later()
    {
        var hook = new CountingHook { FailBefore = "settle" };
        var host = new Host(hook: hook);
        host.Tell("a", "n1", "tell");
        host.Disk.Outbox().ShouldHaveSingleItem();

        hook.FailBefore = null;
        host.Tell("b", "n2", "tell");
        host.Disk.Outbox().Count.ShouldBe(2, "it waits for the first");
        host.Advance(TimeSpan.FromSeconds(5));

        host.Disk.Outbox().ShouldBeEmpty();
        host.StoreTold.ShouldBe(2);
    }

    [Fact]
    public void News_of_a_price_name_the_price_before_and_the_lowest_of_30_days()
    {
        var heard = new List<CustomerInput.ProductNews>();
        var host = new Host
        {
            Decide = (customer, input, rules) =>
            {
                heard.AddRange(input is CustomerInput.ProductNews news ? [news] : []);
                return Script.Decide(customer, input, rules);
            },
        };
        host.Tell("a", new CustomerInput.StockSubscribed(new Product { Id = "p1" }) { Id = "s1", Source = "events", At = Host.Noon, OccurredAt = Host.Noon });
        foreach (var (id, price, days) in ((string, decimal, int)[])[("e1", 10, 0), ("e2", 8, 10), ("e3", 9, 11), ("e4", 7, 45)])
        {
            host.Advance(Host.Noon.AddDays(days) - host.Clock.Now);
            var news = new CustomerInput.ProductNews(ProductChange.PriceChanged, new Product { Id = "p1", Price = price }, null, null) { Id = id, Source = "events", At = host.Clock.Now, OccurredAt = host.Clock.Now };
            host.Run(() => host.Engine.Announce(Host.Store, "events", news, default)).ShouldBeTrue();
            host.Advance(TimeSpan.FromMinutes(1));
        }

        heard.Select(news => (news.Product.Price, news.PreviousPrice, news.Low30)).ShouldBe([(10, null, null), (8, 10, 10), (9, 8, 8), (7, 9, 9)]);
    }

    [Fact]
    public void An_input_handed_on_is_taken_once_although_it_was_received_before()
    {
        var host = new Host();
        host.Tell("a", "n1", "hand:b");
        host.Look("b").Notes().ShouldBe(["hand:b"]);
        host.Crash();
        host.Look("b").Notes().ShouldBe(["hand:b"]);
        host.Disk.Outbox().ShouldBeEmpty();
    }

    [Fact]
    public void Who_somebody_was_is_handed_on_before_what_was_told_of_it_since()
    {
        var host = new Host { Decide = static (customer, happened, rules) => customer.Id.Value == "b" ? throw new InvalidOperationException("a fault") : Script.Decide(customer, happened, rules) };
        host.Tell("a", new CustomerInput.Moved(Host.Key("b").Customer) { Id = "m", Source = "engine", At = Host.Noon, OccurredAt = Host.Noon });
        host.Decide = Script.Decide;
        host.Tell("a", "n", "late");
        host.Advance(TimeSpan.FromSeconds(1));

        host.Look("b").Kinds().ShouldBe(["Absorbed", "Noted"]);
        host.Disk.Outbox().ShouldBeEmpty();
    }

    [Fact]
    public void A_due_customer_is_woken_at_its_instant_and_not_before()
    {
        var host = new Host();
        host.Tell("a", "n1", "due:01:00:00");
        host.Advance(TimeSpan.FromMinutes(59));
        host.Look("a").Kinds().ShouldBe(["Noted"]);
        host.Advance(TimeSpan.FromMinutes(1));
        host.Look("a").Kinds().ShouldBe(["Noted", "Woken"]);
    }

    [Fact]
    public void An_earlier_due_time_is_met_although_a_later_one_was_armed()
    {
        var host = new Host();
        host.Tell("a", "n1", "due:02:00:00");
        host.Tell("b", "n2", "due:01:00:00");
        host.Advance(TimeSpan.FromHours(1));
        host.Look("b").Kinds()[^1].ShouldBe("Woken");
        host.Advance(TimeSpan.FromHours(1));
        host.Look("a").Kinds()[^1].ShouldBe("Woken");
    }

    [Fact]
    public void Whoever_fell_due_while_nothing_ran_is_woken_at_the_start()
    {
        var host = new Host();
        host.Tell("a", "n1", "due:01:00:00");
        host.Clock.Drop();
        host.Clock.Now += TimeSpan.FromDays(1);
        host.Crash();
        host.Advance(TimeSpan.Zero);
        host.Look("a").Kinds().ShouldBe(["Noted", "Woken"]);
    }

    [Fact]
    public void A_customer_that_stays_due_does_not_spin_and_does_not_stop_the_others()
    {
        var host = new Host
        {
            Decide = (customer, input, rules) => input is CustomerInput.Woken && customer.Id.Value == "stuck"
                ? new Decision(customer with { Version = customer.Version + 1 }, [], [])
                : Script.Decide(customer, input, rules),
        };
        host.Tell("stuck", "n1", "due:00:10:00");
        host.Tell("b", "n2", "due:00:11:00");

        host.Advance(TimeSpan.FromMinutes(12));

        host.Look("b").Kinds()[^1].ShouldBe("Woken");
        host.Look("stuck")!.Version.ShouldBeLessThan(100);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nobody_is_woken_late_because_another_stays_due(bool fails)
    {
        var host = new Host
        {
            Decide = (customer, input, rules) => input is CustomerInput.Woken && customer.Id.Value == "stuck"
                ? fails ? throw new InvalidOperationException("no") : new Decision(customer with { Version = customer.Version + 1 }, [], [])
                : Script.Decide(customer, input, rules),
        };
        foreach (var (customer, due) in ((string, string)[])[("stuck", "due:00:10:00"), ("b", "due:00:10:05"), ("c", "due:00:10:09")])
        {
            host.Tell(customer, customer, due);
        }

        host.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(9));

        host.Look("b").Kinds()[^1].ShouldBe("Woken");
        host.Look("c").Kinds()[^1].ShouldBe("Woken");
        host.Disk.All().Single(stored => stored.Key == Host.Key("stuck")).Version.ShouldBeLessThan(50);
    }

    [Fact]
    public void News_of_a_product_reach_all_subscribers_once_across_a_crash()
    {
        var host = new Host();
        for (var n = 0; n < 250; n++)
        {
            host.Tell($"c{n:000}", new CustomerInput.StockSubscribed(new Product { Id = "p1" }) { Id = $"s{n}", Source = "events", At = Host.Noon, OccurredAt = Host.Noon });
        }

        var news = new CustomerInput.ProductNews(ProductChange.Restocked, new Product { Id = "p1", Price = 10 }, null, null) { Id = "e1", Source = "events", At = Host.Noon, OccurredAt = Host.Noon };
        host.Run(() => host.Engine.Announce(Host.Store, "events", news, default)).ShouldBeTrue();
        host.Crash();
        host.Run(() => host.Engine.Announce(Host.Store, "events", news, default)).ShouldBeFalse();
        host.Advance(TimeSpan.FromMinutes(1));

        for (var n = 0; n < 250; n++)
        {
            host.Look($"c{n:000}").Kinds().ShouldBe(["StockSubscribed", "ProductNews"], $"customer {n}");
        }
    }

    [Fact]
    public void Who_waits_for_a_product_hears_that_it_is_sold_out_again()
    {
        var host = new Host();
        host.Tell("c1", new CustomerInput.StockSubscribed(new Product { Id = "p1" }) { Id = "s1", Source = "events", At = Host.Noon, OccurredAt = Host.Noon });
        host.Run(() => host.Engine.Announce(Host.Store, "events", new CustomerInput.ProductNews(ProductChange.OutOfStock, new Product { Id = "p1" }, null, null) { Id = "e1", Source = "events", At = Host.Noon, OccurredAt = Host.Noon }, default));
        host.Advance(TimeSpan.FromMinutes(1));

        host.Look("c1").Kinds().ShouldBe(["StockSubscribed", "ProductNews"]);
    }
}
