using Conversations.Actors.Sending;
using Conversations.Actors.Time;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.Simulation.Loop;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests.Sending;

/// <summary>What the numbers of one store share, and what is known of them after a restart.</summary>
public sealed class StoreSendersTests
{
    private static readonly NumberId One = new("1000");
    private static readonly NumberId Two = new("2000");

    private readonly SteppedClock clock = new(Host.Noon);

    [Theory]
    [InlineData(131042, true, true)]
    [InlineData(190, true, false)]
    public void An_error_of_the_account_stops_every_number_and_one_of_a_number_only_that(int code, bool one, bool two)
    {
        var senders = Open();
        senders.Hear(new Effect.TellSender(One, code, null, null), Host.Noon);

        (Blocked(senders, One), Blocked(senders, Two)).ShouldBe((one, two));
    }

    [Theory]
    [InlineData(80007, 0)]
    [InlineData(130429, 1)]
    public void An_error_of_the_accounts_pace_pauses_every_number_and_one_of_a_numbers_only_that(int code, int granted)
    {
        var senders = Open();
        senders.Hear(new Effect.TellSender(One, code, null, null), Host.Noon);
        Want(senders, "a", One);
        Want(senders, "b", Two);

        Take(senders).Length.ShouldBe(granted);
    }

    [Fact]
    public void A_rating_of_a_number_that_was_not_known_is_every_numbers_until_one_that_is_known_is_rated()
    {
        var senders = Open();
        Rate(senders, null, NumberQuality.Red);
        Ratings(senders).ShouldBe((NumberQuality.Red, NumberQuality.Red));
        Rate(senders, Two, NumberQuality.Red);
        Ratings(senders).ShouldBe((NumberQuality.Red, NumberQuality.Red));

        var after = Open(senders.Documents());
        Rate(after, Two, NumberQuality.Green);
        Ratings(after).ShouldBe((NumberQuality.Green, NumberQuality.Green), "nobody would ever take the guess back");
        Rate(after, One, NumberQuality.Red);
        Rate(after, Two, NumberQuality.Green);
        Ratings(after).ShouldBe((NumberQuality.Red, NumberQuality.Green));
    }

    [Fact]
    public void A_rating_of_another_stores_number_is_none_of_a_number_here()
    {
        var senders = Open();
        Rate(senders, new NumberId("3000"), NumberQuality.Red);
        Ratings(senders).ShouldBe((NumberQuality.Green, NumberQuality.Green));
    }

    [Fact]
    public void What_the_platform_said_is_known_after_a_restart()
    {
        var before = Open();
        before.Hear(new PlatformNotice.NumberBlocked(One, "banned"), Host.Noon);
        before.Hear(new PlatformNotice.LimitChanged(1), Host.Noon);

        var after = Open(before.Documents());

        (Blocked(after, One), Blocked(after, Two)).ShouldBe((true, false));
        Want(after, "a", Two);
        Want(after, "b", Two);
        Take(after).ShouldBe(["a"], "one recipient a day, as WhatsApp said");
    }

    [Fact]
    public void What_was_spent_today_is_known_after_a_restart()
    {
        var before = Open();
        Want(before, "a", One, price: 0.05m);
        Take(before).ShouldBe(["a"]);

        Open(before.Documents()).StateOf(One, Host.Noon).Capacity.SpentToday.ShouldBe(0.05m);
    }

    [Fact]
    public void Only_what_has_changed_is_stored_again()
    {
        var senders = Open();
        foreach (var (name, body) in senders.Documents())
        {
            senders.Saved(name, body);
        }

        senders.Documents().ShouldBeEmpty();

        senders.Hear(new PlatformNotice.NumberBlocked(Two, "banned"), Host.Noon);
        senders.Documents().Select(document => document.Name).ShouldBe(["sender/2000"]);
    }

    [Fact]
    public void A_notice_of_one_number_concerns_no_other()
    {
        var senders = Open();
        senders.Hear(new PlatformNotice.NumberBlocked(One, "banned"), Host.Noon);
        senders.Hear(new PlatformNotice.NumberBlocked(Two, "banned"), Host.Noon);
        senders.Hear(new PlatformNotice.NumberRestored(Two), Host.Noon);

        (Blocked(senders, One), Blocked(senders, Two)).ShouldBe((true, false));
    }

    [Fact]
    public void A_notice_of_the_account_concerns_every_number()
    {
        var senders = Open();
        senders.Hear(new PlatformNotice.AccountBlocked("policy"), Host.Noon);
        (Blocked(senders, One), Blocked(senders, Two)).ShouldBe((true, true));
        senders.StateOf(One, Host.Noon).Capacity.BlockedUntil.ShouldBe(Host.Noon.AddHours(1), "no end was told");

        senders.Hear(new PlatformNotice.AccountRestored(), Host.Noon);
        (Blocked(senders, One), Blocked(senders, Two)).ShouldBe((false, false));
    }

    [Fact]
    public void While_templates_are_stopped_whoever_writes_is_answered()
    {
        var before = Open();
        before.Hear(new PlatformNotice.TemplatesBlocked("restricted", Host.Noon.AddDays(3)), Host.Noon);
        var senders = Open(before.Documents());
        Blocked(senders, One).ShouldBeTrue("whoever looks after the numbers sees it");

        Want(senders, "answer", One);
        Want(senders, "cart", One, template: "cart");
        Grants(senders).Select(grant => (grant.Want.TouchId, grant.Capacity.Blocked)).ShouldBe([("answer", null), ("cart", "restricted")], ignoreOrder: true);

        senders.StateOf(One, Host.Noon).Capacity.BlockedUntil.ShouldBe(Host.Noon.AddDays(3));
        senders.StateOf(One, Host.Noon.AddDays(3)).Capacity.Blocked.ShouldBeNull();
        senders.Hear(new PlatformNotice.AccountRestored(), Host.Noon);
        Blocked(senders, One).ShouldBeFalse();
    }

    [Fact]
    public void A_rating_without_a_number_is_everybodys_and_one_with_a_number_is_its_own()
    {
        var senders = Open();
        senders.Hear(new PlatformNotice.NumberRated(null, NumberQuality.Yellow), Host.Noon);
        senders.Hear(new PlatformNotice.NumberRated(Two, NumberQuality.Red), Host.Noon);

        (senders.StateOf(One, Host.Noon).Capacity.Quality, senders.StateOf(Two, Host.Noon).Capacity.Quality).ShouldBe((NumberQuality.Yellow, NumberQuality.Red));
    }

    [Fact]
    public void Only_the_number_that_is_also_used_in_the_app_keeps_to_its_slower_pace()
    {
        var senders = Open();
        foreach (var place in Enumerable.Range(0, 100))
        {
            Want(senders, $"one{place}", One);
            Want(senders, $"two{place}", Two);
        }

        Take(senders);
        var granted = new List<string>();
        while (clock.Now < Host.Noon.AddSeconds(1) && clock.FireNext(Host.Noon.AddSeconds(1)))
        {
            granted.AddRange(Take(senders));
        }

        granted.Count(touch => touch.StartsWith("one", StringComparison.Ordinal)).ShouldBeInRange(71, 73);
        granted.Count(touch => touch.StartsWith("two", StringComparison.Ordinal)).ShouldBeInRange(17, 19);
    }

    private static bool Blocked(StoreSenders senders, NumberId number) => senders.StateOf(number, Host.Noon).Capacity.Blocked is not null;

    private static void Rate(StoreSenders senders, NumberId? number, NumberQuality quality) => senders.Hear(new PlatformNotice.NumberRated(number, quality), Host.Noon);

    private static (NumberQuality One, NumberQuality Two) Ratings(StoreSenders senders) =>
        (senders.StateOf(One, Host.Noon).Capacity.Quality, senders.StateOf(Two, Host.Noon).Capacity.Quality);

    private static void Want(StoreSenders senders, string touch, NumberId number, decimal price = 0, string? template = null)
    {
        var want = new Effect.WantSlot(touch, number, touch, Purpose.Utility, 100, 0, null, template, template is null ? null : "en", price);
        senders.Want(new EffectRow(Host.Key(touch), 1, 0, want), want);
    }

    private string[] Take(StoreSenders senders) => [.. Grants(senders).Select(grant => grant.Want.TouchId)];

    private List<Grant> Grants(StoreSenders senders) =>
        senders.Take(new Agenda(clock, new InFlight(), NullLogger<Agenda>.Instance, new SteppedScheduler()), 1, static () => Task.CompletedTask);

    private static StoreSenders Open(IReadOnlyList<(string Name, string Body)>? documents = null) => new(
        new StoreId("demo"),
        new Policy
        {
            StoreName = "Demo Shop",
            StoreUrl = "https://shop.example",
            TimeZone = "Europe/Paris",
            Numbers = [new NumberPolicy { Id = One }, new NumberPolicy { Id = Two, Coexistence = true }],
        },
        new EngineOptions { SuppressionKey = new byte[32] },
        documents ?? [],
        0,
        Host.Noon,
        Host.Noon);
}
