using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>What operators say goes out as they gave it, within its bounds.</summary>
public sealed class RepliesTests(DemoDriver demo) : IClassFixture<DemoDriver>
{
    private const string Store = DemoDriver.Store;

    [Fact]
    public async Task What_an_operator_gives_goes_before_what_is_known_of_the_customer()
    {
        const string phone = "+33612347201";
        await demo.Take(Shop.Consent(phone));
        var customer = await Waiting(phone);

        (await Say(customer, new { quickReply = "looking_into_it", epoch = 1, parameters = new { first_name = "Dr Lima" } })).Status.ShouldBe(200);
        await demo.Advance("PT10S");

        var text = (await demo.Received(phone))[^1].GetProperty("text").GetString()!;
        text.ShouldContain("Dr Lima");
        text.ShouldNotContain("Ana");
    }

    [Fact]
    public async Task A_text_fits_into_one_message_or_is_refused()
    {
        var customer = await Waiting("+33612347202");

        var refused = await Say(customer, new { text = new string('x', 4097), epoch = 1 });

        (refused.Status, refused.Faults.SingleOrDefault()).ShouldBe((400, "text"));
        (await Say(customer, new { text = new string('x', 4096), epoch = 1 })).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("notes", 4097, 400)]
    [InlineData("notes", 4096, 200)]
    [InlineData("labels", 21, 400)]
    [InlineData("labels", 20, 200)]
    public async Task Notes_are_as_long_as_a_message_and_labels_are_few(string action, int count, int status)
    {
        var customer = await Waiting("+33612347203");

        var answer = await demo.Send("POST", $"{Store}/threads/{customer}/{action}", action == "notes"
            ? new { text = new string('x', count) }
            : (object)new { labels = Enumerable.Range(0, count).Select(static label => $"l{label}") });

        answer.Status.ShouldBe(status, answer.Text);
    }

    [Fact]
    public async Task A_draft_answers_all_that_is_open_and_not_the_last_line_alone()
    {
        const string phone = "+33612347204";
        var customer = await Waiting(phone);
        await demo.Says(phone, "How long does delivery to France take?");
        await demo.Says(phone, "Hello?");

        var draft = await demo.Post($"{Store}/threads/{customer}/draft", new { });

        draft.GetProperty("text").GetString().ShouldNotBeNull().ShouldContain("France");
    }

    private Task<Answer> Say(string customer, object body) => demo.Send("POST", $"{Store}/threads/{customer}/messages", body);

    private async Task<string> Waiting(string phone)
    {
        await demo.Says(phone, "I want to talk to a person");
        return (await demo.Get($"{Store}/customers?phone={Uri.EscapeDataString(phone)}")).GetProperty("customers")[0].GetProperty("customerId").GetString()!;
    }
}
