using System.Diagnostics.Metrics;
using Conversations.Actors.Sending;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests.Sending;

/// <summary>What the senders know is on disk.</summary>
public sealed class SendersTests
{
    [Fact]
    public void A_ban_outlives_a_crash()
    {
        var host = new Host();
        Notice(host, new PlatformNotice.NumberBlocked(Host.Number, "banned"));
        host.Crash();

        State(host).Blocked.ShouldBe("banned");
    }

    [Fact]
    public void A_rating_that_could_not_be_stored_is_stored_when_it_is_told_again()
    {
        Unsteady? records = null;
        var host = new Host(records: disk => (IStoreRecords)(records = (Unsteady)Unsteady.Over(disk)));
        records!.Fails = nameof(IStoreRecords.PutDocument);
        var red = new PlatformNotice.NumberRated(Host.Number, NumberQuality.Red);
        Should.Throw<IOException>(() => Notice(host, red));

        records.Fails = null;
        host.Advance(TimeSpan.FromMinutes(1));
        Notice(host, red);
        host.Crash();

        State(host).Quality.ShouldBe(NumberQuality.Red);
    }

    [Fact]
    public void The_metric_of_those_who_wait_is_what_waits()
    {
        var (host, store) = (new Host(), new StoreId("counted"));
        host.Run(() => host.Book.Publish(store, Host.Rulebook, default));
        Want(host, store, "t1");
        Want(host, store, "t2");
        Want(host, store, "t2");
        Waiting(store).ShouldBe([1], "the first has its slot, the second one was wished for twice");

        host.Run(() => Done(host.Engine.Senders.HandOver(store)));
        Waiting(store).ShouldBeEmpty("another counts them now");

        Want(host, store, "t2");
        Waiting(store).ShouldBe([0]);
    }

    private static void Want(Host host, StoreId store, string touch)
    {
        var want = new Effect.WantSlot(touch, Host.Number, "+33600000001", Purpose.Marketing, 0, 0, null, null, null);
        host.Run(() => Done(host.Engine.Senders.Want(new EffectRow(new CustomerKey(store, new CustomerId("a")), 1, 0, want), want)));
    }

    private static List<long> Waiting(StoreId store)
    {
        var found = new List<long>();
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<long>((_, waiting, tags, _) =>
        {
            if (tags.ToArray().Contains(KeyValuePair.Create<string, object?>("store", store.Value)))
            {
                found.Add(waiting);
            }
        });
        listener.EnableMeasurementEvents(Telemetry.WaitingSlots);
        listener.RecordObservableInstruments();
        return found;
    }

    private static async Task<bool> Done(Task work)
    {
        await work;
        return true;
    }

    private static Capacity State(Host host) => host.Run(() => host.Engine.Senders.State(Host.Store, Host.Number, default)).Capacity;

    private static void Notice(Host host, PlatformNotice notice) => host.Run(async () =>
    {
        await host.Engine.Senders.Notice(Host.Store, notice, default);
        return true;
    });
}
