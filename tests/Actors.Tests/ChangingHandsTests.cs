using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests;

/// <summary>Who is who at WhatsApp, where phones are hidden, change and pass on; decided by the real decider.</summary>
public sealed class ChangingHandsTests
{
    private static readonly Alias Phone = new(AliasKind.Phone, "+33600000001");
    private static readonly Alias Bsuid = new(AliasKind.Bsuid, "FR.1");
    private static readonly Alias OtherBsuid = new(AliasKind.Bsuid, "FR.2");

    private static readonly Alias NewPhone = new(AliasKind.Phone, "+33600000002");
    private static readonly Alias Account = new(AliasKind.StorefrontId, "77");

    private readonly Host host = new(Decider.Decide);
    private int inputs;

    [Fact]
    public void Who_hides_the_phone_is_known_by_the_user_id_of_a_status()
    {
        var customer = Shop(Phone).Customer;
        Consents(Phone);
        Delivered(customer, Phone, Bsuid);

        Says("STOP", Bsuid).Customer.ShouldBe(customer);

        host.Look(customer.Value)!.Consent.StoppedAt.ShouldNotBeNull();
    }

    [Fact]
    public void A_status_that_finds_another_user_id_leaves_it_to_the_new_owners_message()
    {
        var before = Says("hello", Phone, Bsuid).Customer;
        Consents(Phone);
        Delivered(before, Phone, OtherBsuid);
        host.Look(before.Value)!.Aliases.ShouldBe([Phone, Bsuid]);

        var after = Says("hello", Phone, OtherBsuid).Customer;

        after.ShouldNotBe(before);
        host.Look(after.Value)!.Consent.GrantedAt.ShouldBeNull();
    }

    [Fact]
    public void A_status_whose_user_id_is_known_as_another_customers_makes_them_one()
    {
        var older = Shop(Phone).Customer;
        host.Advance(TimeSpan.FromHours(1));
        Says("hello", Bsuid).Customer.ShouldNotBe(older);

        Delivered(older, Phone, Bsuid);

        Says("STOP", Bsuid).Customer.ShouldBe(older);
        host.Look(older.Value)!.Aliases.ShouldBe([Phone, Bsuid]);
    }

    [Fact]
    public void A_late_status_does_not_give_the_phone_back_to_its_former_owner()
    {
        var before = Says("hello", Phone, Bsuid).Customer;
        Says("hello", Phone, OtherBsuid);

        Delivered(before, Phone, Bsuid);

        var customer = host.Look(before.Value)!;
        customer.Aliases.ShouldBe([Bsuid]);
        customer.Profile.Phone.ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_former_owner_said_takes_the_phone_back_from_nobody(bool repeated)
    {
        var (first, late) = (Message("hello", Phone, Bsuid), Message("and thanks", Phone, Bsuid));
        var before = Take(first).Customer;
        host.Advance(TimeSpan.FromHours(1));
        var after = Says("hello", Phone, OtherBsuid).Customer;
        Consents(Phone);

        Take(repeated ? first : late).Customer.ShouldBe(before);

        Says("hello", Phone).Customer.ShouldBe(after);
        host.Look(after.Value)!.Consent.GrantedAt.ShouldNotBeNull();
        host.Look(before.Value)!.Aliases.ShouldBe([Bsuid]);
        host.Look(before.Value)!.Profile.Phone.ShouldBeNull();
    }

    [Fact]
    public void The_former_owners_account_that_still_names_the_phone_does_not_make_the_two_one()
    {
        var before = Says("hello", Phone, Bsuid).Customer;
        Shop(Account, Phone).Customer.ShouldBe(before);
        host.Advance(TimeSpan.FromHours(1));
        var after = Says("hello", Phone, OtherBsuid).Customer;
        host.Advance(TimeSpan.FromHours(1));

        Shop(Account, Phone).Customer.ShouldBe(before);

        host.Look(before.Value)!.Profile.Phone.ShouldBeNull();
        host.Look(after.Value)!.Aliases.ShouldBe([Phone, OtherBsuid]);
    }

    [Fact]
    public void Who_changed_the_number_is_the_same_person_with_the_user_id_of_the_new_one()
    {
        var customer = Says("hello", Phone, Bsuid).Customer;
        Consents(Phone);
        Changed(Phone, NewPhone.Value, null).Customer.ShouldBe(customer);

        Says("hello again", NewPhone, OtherBsuid).Customer.ShouldBe(customer);

        host.Look(customer.Value)!.Consent.GrantedAt.ShouldNotBeNull();
        host.Look(customer.Value)!.Aliases.ShouldBe([NewPhone, OtherBsuid]);
    }

    [Fact]
    public void Whoever_gets_a_number_that_was_left_is_a_new_person_and_takes_nothing_away()
    {
        var customer = Says("hello", Phone, Bsuid).Customer;
        Consents(Phone);
        Changed(Phone, NewPhone.Value, null);
        host.Advance(TimeSpan.FromHours(1));

        Says("hello", Phone, OtherBsuid).Customer.ShouldNotBe(customer);

        var known = host.Look(customer.Value)!;
        known.Consent.GrantedAt.ShouldNotBeNull();
        known.Profile.Phone.ShouldBe(NewPhone.Value);
    }

    private Receipt Changed(Alias former, string? phone, string? bsuid) => Take(new CustomerInput.IdentityChanged(phone, bsuid) { Id = Id(), Source = "whatsapp", At = Now, OccurredAt = Now, Aliases = [former] });

    private Receipt Shop(params Alias[] aliases) => Take(new CustomerInput.ProfileReported { Id = Id(), Source = "events", At = Now, OccurredAt = Now, Aliases = [.. aliases], Profile = Told(aliases) });

    private Receipt Consents(params Alias[] aliases) => Take(new CustomerInput.ConsentReported(true, "checkout", "yes") { Id = Id(), Source = "events", At = Now, OccurredAt = Now, Aliases = [.. aliases], Profile = Told(aliases) });

    private Receipt Says(string text, params Alias[] aliases) => Take(Message(text, aliases));

    private Receipt Delivered(CustomerId customer, params Alias[] aliases) =>
        Take(new CustomerInput.DeliveryReported("wamid.1", Effect.Send.CallbackOf(Host.Store, customer, "t1", 1), DeliveryStatus.Delivered, null, null, null) { Id = Id(), Source = "whatsapp", At = Now, OccurredAt = Now, Aliases = [.. aliases] });

    private CustomerInput.MessageReceived Message(string text, params Alias[] aliases)
    {
        var id = Id();
        return new CustomerInput.MessageReceived(new InboundMessage { Wamid = id, Kind = InboundKind.Text, Text = text }, Host.Number) { Id = id, Source = "whatsapp", At = Now, OccurredAt = Now, Aliases = [.. aliases], Profile = Told(aliases) };
    }

    private static Profile Told(Alias[] aliases) => new() { Phone = aliases.Where(alias => alias.Kind == AliasKind.Phone).Select(alias => alias.Value).FirstOrDefault() };

    private DateTimeOffset Now => host.Clock.Now;

    private Receipt Take(CustomerInput input) => host.Take(input);

    private string Id() => $"i{++inputs}";
}
