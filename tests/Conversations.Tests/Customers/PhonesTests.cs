using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Customers;

/// <summary>Where a customer is written to, when the number changes, passes on, or is spelled in several ways.</summary>
public sealed class PhonesTests
{
    private const string Former = "+33612345678";
    private const string Present = "+33698765432";

    private readonly Story story = new Story().With(Former);

    [Fact]
    public void After_a_change_of_number_what_the_store_still_has_on_file_is_not_written_to()
    {
        Changes();
        story.After(1);
        Tells(story, Former);

        story.Customer.Profile.Phone.ShouldBe(Present);
        story.Customer.Aliases.ShouldBe([Alias(Present)]);
    }

    [Fact]
    public void A_number_that_the_store_tells_later_still_counts()
    {
        Changes();
        story.After(1);
        Tells(story, "+33600000003");

        story.Customer.Profile.Phone.ShouldBe("+33600000003");
    }

    [Fact]
    public void After_a_change_of_number_a_late_message_from_the_former_one_is_answered_at_the_present_one()
    {
        var before = story.Now;
        story.After(1);
        Changes();
        Writes(story, Former, before);

        story.Customer.Phone!.Value.E164.ShouldBe(Present);
    }

    [Fact]
    public void A_customer_who_comes_back_to_a_former_number_is_written_to_there()
    {
        Changes();
        story.After(1);
        Writes(story, Former, story.Now);

        story.Customer.Phone!.Value.E164.ShouldBe(Former);
        story.Customer.Aliases.ShouldBe([Alias(Former), Alias(Present)]);
    }

    [Fact]
    public void A_late_change_to_a_number_that_was_left_since_changes_nothing()
    {
        var first = story.Now;
        story.After(1);
        Changes();
        story.After(1);
        story.Takes((id, at) => new CustomerInput.IdentityChanged(Former, null) { Id = id, Source = "whatsapp", At = at, OccurredAt = first });

        story.Customer.Profile.Phone.ShouldBe(Present);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_answer_goes_to_the_spelling_that_wrote_whatever_the_store_says(bool storeTellsLast)
    {
        var brazil = new Story();
        var wrote = brazil.Now;
        brazil.After(1);
        if (storeTellsLast)
        {
            Writes(brazil, "+551187654321", wrote);
            Tells(brazil, "+5511987654321");
        }
        else
        {
            Tells(brazil, "+5511987654321");
            Writes(brazil, "+551187654321", wrote);
        }

        brazil.Takes((id, at) => new CustomerInput.TakenOver("ana") { Id = id, Source = "operator", At = at, OccurredAt = at });
        brazil.Takes((id, at) => new CustomerInput.OperatorReplied("ana", brazil.Customer.Thread.Epoch, new OutboundMessage.Text("Five days.")) { Id = id, Source = "operator", At = at, OccurredAt = at });

        brazil.Sent.Last().Send.Phone.ShouldBe("+551187654321");
    }

    [Theory]
    [InlineData("+5511987654321", "+551187654321")]
    [InlineData("+5215512345678", "+525512345678")]
    [InlineData("+5491112345678", "+541112345678")]
    public void A_number_that_cannot_be_reached_is_tried_once_in_its_other_spelling(string told, string other)
    {
        var known = new Story();
        known.Answers = send => send.Phone == other ? null : known.Rejected(send, 131026);
        known.With(told, consent: false).Order(OrderEvent.Placed);
        known.Sent.Select(sent => sent.Send.Phone).ShouldBe([told, other]);
        known.Order(OrderEvent.Shipped).Sent.Last().Send.Phone.ShouldBe(other);

        var nobody = new Story();
        nobody.Answers = send => nobody.Rejected(send, 131026);
        nobody.With(told, consent: false).Order(OrderEvent.Placed).Order(OrderEvent.Shipped);
        nobody.Sent.Select(sent => sent.Send.Phone).ShouldBe([told, other, told]);
    }

    [Fact]
    public void A_number_that_was_accepted_and_then_refused_is_tried_in_its_other_spelling_too()
    {
        var brazil = new Story().With("+5511987654321", consent: false).Order(OrderEvent.Placed);
        brazil.Reports(DeliveryStatus.Failed, error: 131026);

        brazil.Sent.Select(sent => sent.Send.Phone).ShouldBe(["+5511987654321", "+551187654321"]);
    }

    [Fact]
    public void A_number_that_wrote_to_us_has_no_other_spelling()
    {
        var brazil = new Story();
        brazil.Answers = send => brazil.Rejected(send, 131026);
        Writes(brazil, "+551187654321", brazil.Now);
        brazil.Order(OrderEvent.Placed);

        brazil.Sent.Select(sent => sent.Send.Phone).Distinct().ShouldBe(["+551187654321"]);
    }

    private void Changes() => story.Takes((id, at) => new CustomerInput.IdentityChanged(Present, null) { Id = id, Source = "whatsapp", At = at, OccurredAt = at, Aliases = [Alias(Former)] });

    private static void Tells(Story story, string phone) =>
        story.Takes((id, at) => new CustomerInput.ProfileReported { Id = id, Source = "events", At = at, OccurredAt = at, Aliases = [Alias(phone)], Profile = new Profile { Phone = phone } });

    private static void Writes(Story story, string phone, DateTimeOffset occurred) =>
        story.Takes((id, at) => new CustomerInput.MessageReceived(new InboundMessage { Wamid = id, Kind = InboundKind.Text, Text = "How long does it take?" }, Story.Number) { Id = id, Source = "whatsapp", At = at, OccurredAt = occurred, Aliases = [Alias(phone)], Profile = new Profile { Phone = phone } });

    private static Alias Alias(string phone) => new(AliasKind.Phone, new PhoneNumber(phone).Key);
}
