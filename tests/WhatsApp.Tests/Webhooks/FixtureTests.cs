using Conversations.Customers;
using Conversations.WhatsApp.Webhooks;
using Shouldly;
using Xunit.Abstractions;

namespace Conversations.WhatsApp.Tests.Webhooks;

/// <summary>Every recorded webhook says what its index says it says, field by field.</summary>
public sealed class FixtureTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    // What is read, and then deliberately not passed on: see the reasons of the unread parts.
    private static readonly Dictionary<string, string> NothingWanted = new()
    {
        ["field:calls"] = "calls",
        ["message.interactive.call_permission_reply"] = "permission to call",
        ["status.read[group]"] = "group",
    };

    [RecordedFact]
    public void Every_recorded_webhook_is_read_field_by_field()
    {
        var rows = FixtureFolder.Rows("whatsapp");
        var faults = new List<string>();
        var checkedFields = 0;
        foreach (var (file, kind, expected) in rows)
        {
            var body = File.ReadAllBytes(file);
            var translation = WebhookTranslation.Read(body, Now);
            if (translation.Problem is { } problem)
            {
                faults.Add($"{Path.GetFileName(file)}: {problem}");
                continue;
            }

            var facts = new FixtureFacts(translation);
            checkedFields += facts.Check(kind["whatsapp ".Length..], FixtureExpectation.Parse(expected), NothingWanted);
            faults.AddRange(facts.Faults.Select(fault => $"{Path.GetFileName(file)}: {fault}"));
        }

        output.WriteLine($"{rows.Count} recorded webhooks, {checkedFields} fields.");
        faults.ShouldBeEmpty();
        checkedFields.ShouldBeGreaterThan(500);
    }

    [RecordedFact]
    public void Every_recorded_webhook_read_twice_gives_the_same_ids()
    {
        foreach (var (file, _, _) in FixtureFolder.Rows("whatsapp"))
        {
            var body = File.ReadAllBytes(file);
            var (first, second) = (WebhookTranslation.Read(body, Now), WebhookTranslation.Read(body, Now.AddDays(3)));
            second.Inputs.Select(input => input.Input.Id).ShouldBe(first.Inputs.Select(input => input.Input.Id), file);
            second.Events.Select(happened => happened.Id).ShouldBe(first.Events.Select(happened => happened.Id), file);
            Written.Of(Written.Read<CustomerInput[]>(Written.Of(first.Inputs.Select(input => input.Input).ToArray())))
                .ShouldBe(Written.Of(first.Inputs.Select(input => input.Input).ToArray()), file);
        }
    }
}
