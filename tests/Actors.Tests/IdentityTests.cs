using Conversations.Customers;
using Conversations.Identity;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests;

public sealed class IdentityTests
{
    private static readonly Alias Phone = new(AliasKind.Phone, "+33600000001");
    private static readonly Alias Bsuid = new(AliasKind.Bsuid, "FR.1");
    private static readonly Alias OtherBsuid = new(AliasKind.Bsuid, "FR.2");
    private static readonly Alias Account = new(AliasKind.StorefrontId, "77");
    private static readonly Alias Email = new(AliasKind.Email, "a@example.com");
    private static readonly Alias Cart = new(AliasKind.CartToken, "tok");

    private readonly Host host = new();
    private int events;

    [Fact]
    public void The_same_alias_leads_to_the_same_customer()
    {
        From(Phone, Email).Customer.ShouldBe(From(Phone).Customer);
        From(Email).Customer.ShouldBe(From(Phone).Customer);
    }

    [Fact]
    public void A_repeat_is_told_as_one()
    {
        var first = Reported([Phone]);
        host.Take(first).Taken.ShouldBe(Taken.Accepted);
        host.Take(first).Taken.ShouldBe(Taken.Repeated);
    }

    [Fact]
    public void Two_customers_found_to_be_one_become_the_older_one()
    {
        var older = From(Phone).Customer;
        host.Advance(TimeSpan.FromHours(1));
        var younger = From(Account, Email).Customer;
        younger.ShouldNotBe(older);

        From(Phone, Account).Customer.ShouldBe(older);

        host.Look(younger.Value)!.Id.ShouldBe(older);
        host.Look(older.Value)!.Aliases.ShouldContain(Email);
        From(Email).Customer.ShouldBe(older);
        host.Disk.Outbox().ShouldBeEmpty();
    }

    [Fact]
    public void What_still_reaches_a_tombstone_is_forwarded()
    {
        var older = From(Phone).Customer;
        host.Advance(TimeSpan.FromHours(1));
        var younger = From(Account).Customer;
        From(Phone, Account);

        host.Tell(younger.Value, "late", "late news");

        host.Look(older.Value).Notes().ShouldContain("late news");
    }

    [Fact]
    public void A_phone_with_another_bsuid_is_a_new_person()
    {
        var before = From(Phone, Bsuid).Customer;

        var after = From(Phone, OtherBsuid).Customer;

        after.ShouldNotBe(before);
        host.Look(before.Value).Kinds()[^1].ShouldBe("IdentityLost");
        From(Phone).Customer.ShouldBe(after);
        From(Bsuid).Customer.ShouldBe(before);
    }

    [Fact]
    public void A_phone_that_goes_to_a_known_person_does_not_merge_the_two()
    {
        var first = From(Phone, Bsuid).Customer;
        var second = From(OtherBsuid).Customer;

        From(Phone, OtherBsuid).Customer.ShouldBe(second);

        From(Phone).Customer.ShouldBe(second);
        From(Bsuid).Customer.ShouldBe(first);
    }

    [Fact]
    public void WhatsApps_word_that_a_person_has_a_new_bsuid_keeps_the_customer()
    {
        var before = From(Phone, Bsuid).Customer;
        var changed = new CustomerInput.IdentityChanged("+33600000002", OtherBsuid.Value) { Id = "w1", Source = "whatsapp", At = Host.Noon, OccurredAt = Host.Noon, Aliases = [Bsuid] };

        host.Take(changed).Customer.ShouldBe(before);

        From(OtherBsuid, new Alias(AliasKind.Phone, "+33600000002")).Customer.ShouldBe(before);
    }

    [Fact]
    public void An_email_only_suggests()
    {
        var first = From(Phone, Email).Customer;
        From(new Alias(AliasKind.Phone, "+33600000009"), Email).Customer.ShouldNotBe(first);
        From(Account, Email).Customer.ShouldBe(first);
    }

    [Fact]
    public void A_cart_without_an_owner_follows_whoever_turns_up_with_it()
    {
        var known = From(Phone).Customer;
        var bearer = From(Cart).Customer;
        bearer.ShouldNotBe(known);

        From(Phone, Cart).Customer.ShouldBe(known);

        host.Look(bearer.Value)!.Id.ShouldBe(known);
        From(Cart).Customer.ShouldBe(known);
    }

    [Fact]
    public void A_cart_of_somebody_known_does_not_merge_two_people()
    {
        var owner = From(Phone, Cart).Customer;
        var other = From(Account).Customer;
        From(Account, Cart).Customer.ShouldBe(other);
        From(Cart).Customer.ShouldBe(owner);
    }

    [Fact]
    public void Two_inputs_at_once_with_the_same_new_phone_are_one_customer()
    {
        var receipts = Enumerable.Range(0, 5).Select(_ => host.Begin(() => host.Engine.Take(new Addressed(Host.Store, Reported([Phone])), default))).ToList();
        host.Settle();
        receipts.Select(receipt => receipt.Result.Customer).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Two_first_inputs_at_once_are_one_customer_by_every_alias()
    {
        var other = new LateArrival("claim");
        var host = new Host(hook: other);
        other.Send = () => host.Begin(() => host.Engine.Take(new Addressed(Host.Store, Reported([Phone, Account])), default));

        var customer = host.Take(Reported([Account, Email])).Customer;

        (await other.Sent!).Customer.ShouldBe(customer);
        host.Take(Reported([Email])).Customer.ShouldBe(customer);
        host.Look(customer.Value)!.Aliases.ShouldBe([Phone, Account, Email]);
        host.Disk.Outbox().ShouldBeEmpty();
    }

    [Fact]
    public void An_erased_customer_is_gone_and_its_stop_survives()
    {
        var first = From(Phone, Email).Customer;
        host.Take(new CustomerInput.ConsentReported(false, "storefront", null) { Id = "stop", Source = "events", At = Host.Noon, OccurredAt = Host.Noon, Aliases = [Phone] });
        host.Run(async () =>
        {
            await host.Engine.Erase(Host.Key(first.Value), default);
            return true;
        });
        host.Look(first.Value).ShouldBeNull();
        host.Disk.All().ShouldBeEmpty();

        var second = From(Phone).Customer;

        second.ShouldNotBe(first);
        host.Look(second.Value)!.Consent.StoppedBy.ShouldBe("suppressed");
    }

    [Fact]
    public async Task What_was_on_the_way_to_a_customer_when_it_was_erased_goes_to_a_new_one()
    {
        var late = new LateArrival("erase");
        var host = new Host(hook: late);
        var first = host.Take(Reported([Phone])).Customer;
        late.Send = () => host.Begin(() => host.Engine.Take(new Addressed(Host.Store, Reported([Phone])), default));

        host.Run(async () =>
        {
            await host.Engine.Erase(Host.Key(first.Value), default);
            return true;
        });

        var receipt = await late.Sent!;
        receipt.Taken.ShouldBe(Taken.Accepted);
        receipt.Customer.ShouldNotBe(first);
        host.Look(first.Value).ShouldBeNull();
        host.Take(Reported([Phone])).Customer.ShouldBe(receipt.Customer);
    }

    [Fact]
    public void An_erased_customer_is_not_born_again_because_another_took_its_place_in_memory()
    {
        var host = new Host(options: new EngineOptions { SuppressionKey = new byte[32], ActiveMax = 1 });
        var erased = host.Take(Reported([Phone])).Customer;
        host.Run(async () =>
        {
            await host.Engine.Erase(Host.Key(erased.Value), default);
            return true;
        });
        host.Tell("other", "n1", "hello");

        host.Tell(erased.Value, "n2", "found to be its before").ShouldBe(Taken.Repeated);

        host.Look(erased.Value).ShouldBeNull();
    }

    [Fact]
    public void A_late_status_does_not_bring_an_erased_customer_back()
    {
        var first = From(Phone).Customer;
        host.Run(async () =>
        {
            await host.Engine.Erase(Host.Key(first.Value), default);
            return true;
        });

        host.Take(new CustomerInput.DeliveryReported("wamid.1", Effect.Send.CallbackOf(Host.Store, first, "t1", 1), DeliveryStatus.Delivered, null, null, null) { Id = "s1", Source = "whatsapp", At = Host.Noon, OccurredAt = Host.Noon });

        host.Disk.All().ShouldBeEmpty();
    }

    [Fact]
    public void A_number_that_changed_hands_in_another_process_is_not_taken_by_who_is_remembered()
    {
        var before = From(Phone).Customer;
        host.Tell(before.Value, new CustomerInput.IdentityLost(Phone) { Id = "lost", Source = EffectKey.Source, At = host.Clock.Now, OccurredAt = host.Clock.Now });
        Reassign(Phone, "other");

        From(Phone).Customer.Value.ShouldBe("other");

        host.Look(before.Value)!.Aliases.ShouldNotContain(Phone);
    }

    [Fact]
    public void A_customer_merged_in_another_process_is_not_taken_from_memory()
    {
        var older = From(Account).Customer;
        var younger = From(Phone).Customer;
        host.Tell(younger.Value, new CustomerInput.Moved(older) { Id = "moved", Source = EffectKey.Source, At = host.Clock.Now, OccurredAt = host.Clock.Now });
        Reassign(Phone, older.Value);
        var tombstone = Stored(younger);

        From(Phone).Customer.ShouldBe(older);

        Stored(younger).ShouldBe(tombstone, "it went straight to the survivor");
    }

    [Fact]
    public void Nobody_is_remembered_for_more_than_a_minute()
    {
        var before = From(Phone).Customer;
        Reassign(Phone, "other");
        From(Phone).Customer.ShouldBe(before, "it still goes by the number");

        host.Advance(TimeSpan.FromSeconds(61));

        From(Phone).Customer.Value.ShouldBe("other");
    }

    [Fact]
    public void An_input_about_nobody_is_refused() => Should.Throw<NobodyException>(() => From());

    private StoredSnapshot? Stored(CustomerId customer) => host.Run(() => host.Disk.Load(Host.Key(customer.Value), default));

    /// <summary>As another process does.</summary>
    private void Reassign(Alias alias, string to) => host.Run(async () =>
    {
        await host.Disk.Reassign(Host.Store, [alias], new CustomerId(to), default);
        return true;
    });

    private Receipt From(params Alias[] aliases) => host.Take(Reported(aliases));

    private CustomerInput.ProfileReported Reported(Alias[] aliases) =>
        new CustomerInput.ProfileReported { Id = $"e{++events}", Source = "events", At = host.Clock.Now, OccurredAt = host.Clock.Now, Aliases = [.. aliases] };
}
