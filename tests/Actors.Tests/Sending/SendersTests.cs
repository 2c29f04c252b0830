using Conversations.Actors.Sending;
using Conversations.Contact;
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

    private static Capacity State(Host host) => host.Run(() => host.Engine.Senders.State(Host.Store, Host.Number, default)).Capacity;

    private static void Notice(Host host, PlatformNotice notice) => host.Run(async () =>
    {
        await host.Engine.Senders.Notice(Host.Store, notice, default);
        return true;
    });
}
