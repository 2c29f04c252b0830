using Conversations.Carts;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests;

public sealed class ReadModelRowsTests
{
    private static readonly Customer Nobody = new() { Store = Host.Store, Id = new CustomerId("c1") };
    private static readonly Customer Zoe = Nobody with { Version = 1, BornAt = Host.Noon, Profile = new Profile { FirstName = "Zoe", Phone = "+33600000001" } };

    [Fact]
    public void A_new_customer_gets_a_row_and_no_thread()
    {
        var rows = ReadModelRows.Of([Nobody, Zoe]);

        rows.Customer.ShouldBe(new CustomerRow("Zoe", "+33600000001", null, null, Host.Noon));
        rows.Thread.ShouldBeNull();
    }

    [Fact]
    public void What_did_not_change_has_no_row()
    {
        var rows = ReadModelRows.Of([Zoe, Zoe with { Version = 2 }]);

        rows.Customer.ShouldBeNull();
        rows.Thread.ShouldBeNull();
        rows.Messages.ShouldBeEmpty();
        rows.Interests.ShouldBeEmpty();
        rows.Wamids.ShouldBeEmpty();
    }

    [Fact]
    public void A_turn_with_more_lines_than_the_snapshot_keeps_shows_them_all()
    {
        var first = With(Zoe, LineOf("m1", "one"));
        var second = With(Zoe, LineOf("m2", "two"));

        ReadModelRows.Of([Zoe, first, second]).Messages.Select(message => message.Text).ShouldBe(["one", "two"]);
    }

    [Fact]
    public void A_revoked_message_loses_its_text_in_the_thread_and_the_list()
    {
        var said = With(Zoe, LineOf("m1", "secret"));
        var rows = ReadModelRows.Of([said, With(Zoe, LineOf("m1", null) with { Revoked = true })]);

        rows.Messages.ShouldHaveSingleItem().Text.ShouldBeNull();
        rows.Thread!.LastMessage.ShouldBeNull();
    }

    [Fact]
    public void A_new_wamid_is_told_once()
    {
        var sent = Zoe with { Touches = [TouchOf("wamid.1")] };

        ReadModelRows.Of([Zoe, sent]).Wamids.ShouldBe(["wamid.1"]);
        ReadModelRows.Of([sent, sent with { Version = 3 }]).Wamids.ShouldBeEmpty();
    }

    [Fact]
    public void An_interest_comes_goes_and_what_was_bought_stays()
    {
        var wants = Zoe with { Subscriptions = Zoe.Subscriptions.Add("p1", Host.Noon) };
        ReadModelRows.Of([Zoe, wants]).Interests.ShouldBe([new InterestRow(InterestKind.Subscription, "p1", Host.Noon, Gone: false)]);
        ReadModelRows.Of([wants, Zoe]).Interests.ShouldBe([new InterestRow(InterestKind.Subscription, "p1", Host.Noon, Gone: true)]);

        var bought = Zoe with { Orders = [Order("p2")] };
        ReadModelRows.Of([Zoe, bought]).Interests.ShouldBe([new InterestRow(InterestKind.Bought, "p2", Host.Noon, Gone: false)]);
        ReadModelRows.Of([bought, Zoe]).Interests.ShouldBeEmpty("the order only left the snapshot");
    }

    [Fact]
    public void What_was_cancelled_was_not_bought_unless_another_order_holds_it()
    {
        var bought = Zoe with { Orders = [Order("p2")] };
        var cancelled = Order("p2") with { CancelledAt = Host.Noon };

        ReadModelRows.Of([bought, Zoe with { Orders = [cancelled] }]).Interests.ShouldBe([new InterestRow(InterestKind.Bought, "p2", Host.Noon, Gone: true)]);
        ReadModelRows.Of([bought, Zoe with { Orders = [cancelled, Order("p2")] }]).Interests.ShouldBeEmpty();
    }

    [Fact]
    public void A_tombstone_has_to_do_with_nothing_any_more()
    {
        var bought = Zoe with { Orders = [Order("p2")] };

        ReadModelRows.Of([bought, bought with { MovedTo = new CustomerId("c2") }]).Interests.ShouldHaveSingleItem().Gone.ShouldBeTrue();
    }

    [Fact]
    public void A_thread_taken_over_without_a_word_is_closed_in_the_list_when_it_is_closed()
    {
        var taken = Zoe with { Thread = new Conversations.Threads.Thread { State = Conversations.Threads.ThreadState.Human, Since = Host.Noon, Operator = "eve" } };

        ReadModelRows.Of([Zoe, taken]).Thread!.State.ShouldBe("human");
        ReadModelRows.Of([taken, Zoe]).Thread.ShouldBe(new ThreadRow("closed", null, null, null, 0, null, null));
    }

    [Fact]
    public void A_tombstones_thread_is_closed_in_the_list_without_a_word()
    {
        var tombstone = Nobody with { Version = 3, MovedTo = new CustomerId("c2") };

        ReadModelRows.Of([With(Zoe, LineOf("m1", "Hello")), tombstone]).Thread.ShouldBe(new ThreadRow("closed", null, null, null, 0, null, null));
        ReadModelRows.Of([tombstone, tombstone with { Version = 4 }]).Thread.ShouldBeNull();
    }

    private static Customer With(Customer customer, Line line) => customer with { Thread = new Conversations.Threads.Thread { State = Conversations.Threads.ThreadState.Assistant, Lines = [line] } };

    private static Line LineOf(string id, string? text) => new() { Id = id, At = Host.Noon, Direction = Direction.In, Type = "text", Text = text };

    private static Touch TouchOf(string wamid) => new() { Id = "t1", Purpose = Purpose.Service, Origin = TouchOrigin.Answer, State = TouchState.Accepted, CreatedAt = Host.Noon, Wamid = wamid };

    private static Order Order(string product) => new()
    {
        PlacedAt = Host.Noon,
        Content = new OrderReport { Id = "o1", Items = [new Item { ProductId = product }] },
    };
}
