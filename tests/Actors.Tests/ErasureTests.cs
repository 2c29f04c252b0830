using Conversations.Contact;
using Conversations.Customers;
using Conversations.Identity;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests;

/// <summary>The erasure of customers whose stored state cannot be read.</summary>
public sealed class ErasureTests
{
    private static readonly Alias Phone = new(AliasKind.Phone, "+33600000001");
    private static readonly Alias Account = new(AliasKind.StorefrontId, "77");

    private readonly Host host = new();
    private int events;

    [Fact]
    public void A_customer_that_cannot_be_read_is_erased_and_its_number_counts_as_stopped()
    {
        var first = From(Phone);
        Spoil(first);

        Erase(first);

        host.Disk.All().ShouldBeEmpty();
        host.Look(first.Value).ShouldBeNull();
        host.Run(() => host.Engine.Parked(default)).ShouldBeEmpty();
        var second = From(Phone);
        second.ShouldNotBe(first);
        host.Look(second.Value)!.Consent.StoppedBy.ShouldBe("suppressed");
    }

    [Fact]
    public void A_tombstone_is_erased_with_the_survivor_that_cannot_be_read()
    {
        var older = From(Phone);
        host.Advance(TimeSpan.FromHours(1));
        var younger = From(Account);
        From(Phone, Account).ShouldBe(older);
        Spoil(older);

        Erase(younger);

        host.Disk.All().ShouldBeEmpty();
    }

    [Fact]
    public void Whoever_is_on_the_way_into_a_customer_that_cannot_be_read_is_erased_with_it()
    {
        var older = From(Phone);
        var younger = From(Account);
        Spoil(older);
        host.Tell(younger.Value, new CustomerInput.Moved(older) { Id = "moved", Source = EffectKey.Source, At = host.Clock.Now, OccurredAt = host.Clock.Now });
        host.Disk.Outbox().ShouldNotBeEmpty();

        Erase(older);

        host.Disk.All().ShouldBeEmpty();
        host.Disk.Outbox().ShouldBeEmpty();
    }

    [Fact]
    public void A_tombstone_whose_survivor_is_gone_is_erased_by_its_own_name()
    {
        var older = From(Phone);
        host.Advance(TimeSpan.FromHours(1));
        var younger = From(Account);
        From(Phone, Account).ShouldBe(older);
        host.Run(async () =>
        {
            await host.Disk.Erase(Host.Key(older.Value), default);
            return true;
        });
        host.Crash();

        Erase(younger);

        host.Disk.All().ShouldBeEmpty();
    }

    /// <summary>Whatever order the two come to: stopped after every step, and gone on with the other one.</summary>
    [Fact]
    public void Nobody_moves_into_a_customer_in_the_middle_of_its_erasure()
    {
        for (var steps = 0; steps < 60; steps++)
        {
            var meeting = new Host();
            var older = meeting.Take(Seen("older", Phone)).Customer;
            meeting.Clock.Now += TimeSpan.FromHours(1);
            var younger = meeting.Take(Seen("younger", Account)).Customer;

            var erasing = meeting.Begin(async () =>
            {
                await meeting.Engine.Erase(Host.Key(older.Value), default);
                return true;
            });
            for (var step = 0; step < steps && meeting.Scheduler.Step(); step++)
            {
            }

            var met = meeting.Take(Seen("both", Phone, Account)).Customer;

            erasing.IsCompletedSuccessfully.ShouldBeTrue();
            var living = meeting.Disk.All().Select(stored => stored.Key.Customer);
            living.ShouldBe(met == older ? [] : [younger], $"after {steps} steps");
        }
    }

    [Fact]
    public void A_repeat_of_what_an_erased_customer_did_leaves_none_of_its_names()
    {
        var input = new CustomerInput.ProfileReported { Id = "again", Source = "events", At = host.Clock.Now, OccurredAt = host.Clock.Now, Aliases = [Phone, Account] };
        Erase(host.Take(input).Customer);

        host.Take(input).Taken.ShouldBe(Taken.Repeated);

        host.Run(() => host.Disk.Find(Host.Store, [Phone, Account], default)).ShouldBeEmpty();
        host.Look(From(Phone, Account).Value).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("stopped", true)]
    [InlineData("stopped at WhatsApp", true)]
    [InlineData("suspended", true)]
    [InlineData("nothing", false)]
    public void Every_kind_of_stop_survives_the_erasure_and_nothing_else_does(string said, bool stopped)
    {
        host.Decide = (customer, input, rules) => Script.Decide(customer, input, rules) is var decision && input is CustomerInput.Noted { Text: var text }
            ? decision with
            {
                Next = decision.Next with
                {
                    Consent = text switch
                    {
                        "stopped" => new Consent { StoppedAt = input.At },
                        "stopped at WhatsApp" => new Consent { PlatformStoppedAt = input.At },
                        "suspended" => new Consent { SuspendedAt = input.At },
                        _ => new Consent(),
                    },
                },
            }
            : decision;
        var first = From(Phone);
        host.Tell(first.Value, "n1", said);

        Erase(first);

        (host.Look(From(Phone).Value)!.Consent.StoppedBy == "suppressed").ShouldBe(stopped);
    }

    [Fact]
    public void A_stop_that_survived_an_erasure_holds_for_a_known_customer_who_turns_up_with_the_number()
    {
        var first = From(Phone);
        host.Take(new CustomerInput.ConsentReported(false, "storefront", null) { Id = "stop", Source = "events", At = Host.Noon, OccurredAt = Host.Noon, Aliases = [Phone] });
        Erase(first);
        var known = From(Account);

        From(Account, Phone).ShouldBe(known);

        host.Look(known.Value)!.Consent.StoppedBy.ShouldBe("suppressed");
    }

    [Fact]
    public void Who_lives_again_under_an_erased_id_gets_its_messages_and_hears_of_its_stop()
    {
        host.Tell("c", "first", "want");
        host.Tell("c", Suppressed());
        Erase(new CustomerId("c"));
        host.Crash();

        host.Tell("c", "again", "want");
        host.Sent.Count.ShouldBe(2);
        host.Tell("c", Suppressed()).ShouldBe(Taken.Accepted);
        host.Disk.Outbox().ShouldBeEmpty();

        static CustomerInput Suppressed() => new CustomerInput.ConsentReported(false, "suppressed", null) { Id = "suppressed:c", Source = EffectKey.Source, At = Host.Noon, OccurredAt = Host.Noon };
    }

    /// <summary>The engine that comes after finds it so.</summary>
    private void Spoil(CustomerId customer)
    {
        host.Disk.Overwrite(Host.Key(customer.Value), "{");
        host.Crash();
    }

    private void Erase(CustomerId customer) => host.Run(async () =>
    {
        await host.Engine.Erase(Host.Key(customer.Value), default);
        return true;
    });

    private CustomerId From(params Alias[] aliases) => host.Take(Seen($"e{++events}", aliases)).Customer;

    private CustomerInput.ProfileReported Seen(string id, params Alias[] aliases) =>
        new() { Id = id, Source = "events", At = host.Clock.Now, OccurredAt = host.Clock.Now, Aliases = [.. aliases] };
}
