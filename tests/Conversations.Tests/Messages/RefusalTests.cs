using Conversations.Carts;
using Conversations.Customers;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Messages;

/// <summary>Each reaction of the error table, as the customer's story shows it.</summary>
public sealed class RefusalTests
{
    /// <summary>All that the platform documents (M:support/error-codes, 12 December 2025), of ranges the ends.</summary>
    public static TheoryData<int> Codes =>
    [
        0, 1, 2, 3, 4, 10, 33, 100, 190, 200, 299, 368, 613, 80007, 130429, 130472, 130497, 131000, 131005, 131008, 131009, 131016, 131021, 131026, 131030, 131031,
        131037, 131042, 131045, 131047, 131048, 131049, 131050, 131051, 131052, 131053, 131055, 131056, 131057, 131062, 131063, 131064, 132000, 132001, 132005, 132007,
        132008, 132012, 132015, 132016, 132018, 132068, 132069, 133000, 133004, 133010, 133015, 133016, 134100, 134101, 134102, 135000, 136000, 136999, 137000, 1752041,
        2388000, 2388999, 2593000, 2593999,
    ];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_is_tried_as_often_as_its_row_says_and_told_as_a_fact(int code)
    {
        var row = ErrorReactions.Of(code);
        var story = new Story();
        story.Answers = send => story.Rejected(send, code);
        story.With().Cart().After(24 * 8);

        var first = story.Sent[0].Send.TouchId;
        var tries = story.Sent.Count(sent => sent.Send.TouchId == first);
        tries.ShouldBeLessThanOrEqualTo(row.MaxAttempts);
        if (row.MaxAttempts == 1)
        {
            tries.ShouldBe(1);
        }

        story.Facts.Count(fact => fact.Kind is "touch.retrying" or "touch.failed").ShouldBe(story.Sent.Count);
        story.Effects.OfType<Effect.RaiseAlert>().Any(alert => alert.Alert == $"whatsapp.{code}").ShouldBe(row.Alert);
        story.Effects.OfType<Effect.TellSender>().Any().ShouldBe(row.ConcernsSender);
    }

    [Fact]
    public void An_unknown_code_is_never_tried_again_and_raises_an_alert()
    {
        var story = new Story();
        story.Answers = send => story.Rejected(send, 999999);
        story.With().Cart().After(24 * 8);

        story.Sent.Count.ShouldBe(1);
        story.Effects.OfType<Effect.RaiseAlert>().Single().Alert.ShouldBe("whatsapp.999999");
    }

    [Fact]
    public void A_template_that_is_not_approved_in_a_language_goes_out_in_the_next_one()
    {
        var story = new Story();
        story.Answers = send => LanguageOf(send) == "de" ? story.Rejected(send, 132001) : null;
        story.With(locale: "de-DE").Cart().After(0.5);

        story.Sent.Select(sent => LanguageOf(sent.Send)).ShouldBe(["de", "en"]);
        story.HasFact("touch.accepted").ShouldBeTrue();
    }

    [Fact]
    public void A_template_that_no_language_has_is_dropped_after_each_was_tried_once()
    {
        var story = new Story();
        story.Answers = send => story.Rejected(send, 132001);
        story.With(locale: "de-DE").Cart().After(24 * 8);

        var tried = story.Sent.Select(sent => LanguageOf(sent.Send)).ToList();
        tried.ShouldBe(tried.Distinct());
        story.HasFact("touch.accepted").ShouldBeFalse();
    }

    [Fact]
    public void A_text_too_long_once_filled_in_goes_out_once_more_with_shorter_names()
    {
        var story = new Story();
        story.Answers = send => send.Attempt == 1 ? story.Rejected(send, 132005) : null;
        story.With().Cart(items: new Item { ProductId = "p1", Name = new string('x', 200), Price = 59.90m }).After(0.5);

        story.Sent.Count.ShouldBe(2);
        story.Texts.First().ShouldContain(new string('x', 200));
        story.Texts.Last().ShouldContain(new string('x', 29) + "…");
        story.Texts.Last().ShouldNotContain(new string('x', 30));
    }

    [Fact]
    public void Free_text_that_WhatsApp_finds_outside_the_window_is_not_sent_again()
    {
        var story = new Story { Assistant = _ => new Conversations.Threads.Answer { Text = "Two days.", Confidence = 0.9 } };
        story.Answers = send => send.Message is OutboundMessage.Text ? story.Rejected(send, 131047) : null;
        story.With().Says("How long does delivery take?").After(1);

        story.Sent.Count(sent => sent.Send.Message is OutboundMessage.Text).ShouldBe(1);
        story.Customer.Thread.InboundByNumber.ShouldBeEmpty("the window is closed, whatever we believed");
        story.Customer.Thread.State.ShouldBe(Conversations.Threads.ThreadState.Waiting);
    }

    [Theory]
    [InlineData(132000)]
    [InlineData(132018)]
    public void What_an_operator_filled_in_wrongly_says_nothing_of_the_template(int code)
    {
        var story = new Story();
        story.Answers = send => story.Rejected(send, code);
        story.With().Says("I want to talk to a human");
        story.Takes((id, at) => new CustomerInput.OperatorReplied("ana", story.Customer.Thread.Epoch, new OutboundMessage.Template("payment_failed", "en", TemplateCategory.Utility, [], "Hi", [])) { Id = id, Source = "operator", At = at, OccurredAt = at });

        story.Sent.Last().Send.Message.ShouldBeOfType<OutboundMessage.Template>();
        story.Customer.Touches.Last().State.ShouldBe(TouchState.Failed);
        story.Effects.OfType<Effect.TellSender>().ShouldNotContain(told => told.Template == "payment_failed");
        story.Effects.OfType<Effect.RaiseAlert>().ShouldContain(alert => alert.Alert == $"whatsapp.{code}");
    }

    [Theory]
    [InlineData(130497, "FR")]
    [InlineData(368, null)]
    public void The_sender_hears_of_the_country_where_the_refusal_is_about_it(int code, string? country)
    {
        var story = new Story();
        story.Answers = send => story.Rejected(send, code);
        story.With().Cart().After(0.5);

        story.Effects.OfType<Effect.TellSender>().First().Country.ShouldBe(country);
    }

    [Fact]
    public void Nobody_in_a_country_that_the_business_may_not_write_to_is_sent_anything()
    {
        var story = new Story { Assistant = _ => new Conversations.Threads.Answer { Text = "Two days.", Confidence = 1 }, Capacity = new Conversations.Contact.Capacity { BarredCountry = "FR" } };
        story.With().Cart().Order(OrderEvent.Placed, id: "o2").After(1).Says("How long does delivery take?").After(0.1);

        story.Sent.ShouldBeEmpty();
        story.Facts.Where(fact => fact.Kind == "touch.dropped").ShouldAllBe(fact => fact.Summary.Contains("130497", StringComparison.Ordinal));
        story.Customer.Thread.State.ShouldBe(Conversations.Threads.ThreadState.Waiting);
    }

    private static string? LanguageOf(Effect.Send send) => (send.Message as OutboundMessage.Template)?.Language;

    [Fact]
    public void A_late_refusal_does_not_close_a_window_that_was_opened_since()
    {
        var story = new Story { Assistant = _ => new Conversations.Threads.Answer { Text = "Two days.", Confidence = 0.9 } };
        story.With().Says("How long does delivery take?").After(1).Says("Thanks!").Reports(DeliveryStatus.Failed, error: 131047);

        Conversations.Contact.Window.IsOpen(story.Customer, Story.Number, story.Now).ShouldBeTrue();
    }

    [Fact]
    public void A_refusal_from_before_the_resume_does_not_stop_marketing_again()
    {
        var story = new Story().With().Cart().After(0.6);
        var refused = story.Now;
        story.After(0.1).Takes((id, at) => new CustomerInput.PreferenceReported(true) { Id = id, Source = "whatsapp", At = at, OccurredAt = at });
        story.After(0.1).Takes((id, at) => new CustomerInput.PreferenceReported(false) { Id = id, Source = "whatsapp", At = at, OccurredAt = at });
        var send = story.Sent.Single().Send;

        story.After(0.1).Takes((id, at) => new CustomerInput.DeliveryReported($"wamid.{send.TouchId}.{send.Attempt}", send.Callback, DeliveryStatus.Failed, 131050, null, null) { Id = id, Source = "whatsapp", At = at, OccurredAt = refused });

        story.Customer.Consent.PlatformStoppedAt.ShouldBeNull();
    }

    [Fact]
    public void A_stop_that_a_refusal_tells_of_is_told_to_the_store()
    {
        var story = new Story();
        story.Answers = send => story.Rejected(send, 131050);
        story.With().Cart().After(0.6);

        story.Customer.Consent.PlatformStoppedAt.ShouldBe(story.Sent.Single().At);
        story.Effects.OfType<Effect.TellStore>().Single().Event.ShouldBe("consent.revoked");
    }
}
