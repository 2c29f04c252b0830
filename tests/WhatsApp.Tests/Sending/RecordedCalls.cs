using System.Text.Json.Nodes;
using Conversations.Customers;
using Conversations.Messages;
using Conversations.WhatsApp.Sending;

namespace Conversations.WhatsApp.Tests.Sending;

/// <summary>What was recorded of another client, in our own messages.</summary>
internal static class RecordedCalls
{
    public static readonly IReadOnlyDictionary<string, string> NotOurs = new Dictionary<string, string>
    {
        ["bindambc_expectedmessage4"] = "dates are sent as text, without calendar fields, which the platform ignores",
        ["bindambc_expectedmessage5"] = "amounts and dates are sent as text",
        ["bindambc_expectedmessage6"] = "a document is sent by link, and only then with a file name",
        ["bindambc_expectedmessage7"] = "media are sent by link, not by an uploaded id",
        ["bindambc_expectedmessage10"] = "contact cards are not sent",
        ["bindambc_expectedmessage13"] = "locations are not sent",
    };

    public static readonly IReadOnlyDictionary<string, Func<JsonObject>> Ours = new Dictionary<string, Func<JsonObject>>
    {
        ["bindambc_expectedmessage1"] = () => Of(new OutboundMessage.Text("*Hello world!*\nSome code here: \n```hello world code here```")),
        ["bindambc_expectedmessage2"] = () => Of(Template("number_confirmation", "pt_BR", Calls.Body(Calls.Text("18754269072")))),
        ["bindambc_expectedmessage3"] = () => Of(Template(
            "schedule_confirmation3",
            "pt_BR",
            Calls.Body(Calls.Text("Mauricio"), Calls.Text("04/11/2022"), Calls.Text("14:30")),
            Calls.Button("quick_reply", 0, Calls.Payload("OP_YES_48547")),
            Calls.Button("quick_reply", 1, Calls.Payload("OP_NO_48548")),
            Calls.Button("quick_reply", 2, Calls.Payload("OP_CH_48549")))),
        ["bindambc_expectedmessage8"] = () => Of(Template("video_tm", "en_US", Header("video", "4548775454857854"), Calls.Body(Calls.Text("Mauricio Binda")))),
        ["bindambc_expectedmessage9"] = () => Of(Template("auth_app", "pt_BR", Header("image", "554066036582230"), Calls.Body(Calls.Text("T87-G74-876")))),
        ["bindambc_expectedmessage11"] = () => Of(Appointment(3, "Would you like to confirm your appointment for tomorrow?")),
        ["bindambc_expectedmessage12"] = () => Of(new OutboundMessage.Choices("Body message", "Footer Text", "choose an option", [Section(1), Section(2)])),
        ["bindambc_expectedmessage14"] = () => Of(Appointment(3, "Would you like to confirm your appointment for tomorrow?")),
        ["bindambc_expectedmessage15"] = () => Of(Appointment(2, "Do you like this video?")),
        ["bindambc_expectedmessage16"] = () => Of(Appointment(3, "Would you like to confirm your appointment for tomorrow?")),
        ["bindambc_expectedmessage17"] = () => MessageBody.Of(new Effect.MarkRead(Calls.Number, "123456", false)),
    };

    /// <summary>Without what differs on purpose: our plus and callback, their headers (ours have none) and capitals.</summary>
    public static JsonObject Comparable(JsonObject call)
    {
        call.Remove("biz_opaque_callback_data");
        if (call["to"] is { } to)
        {
            call["to"] = to.GetValue<string>().TrimStart('+');
        }

        if (call["interactive"] is JsonObject interactive)
        {
            interactive.Remove("header");
            interactive["type"] = interactive["type"]!.GetValue<string>().ToLowerInvariant();
        }

        return call;
    }

    private static JsonObject Of(OutboundMessage message) => MessageBody.Of(Calls.Send(message, phone: "+121212121212"));

    private static OutboundMessage.Template Template(string name, string language, params TemplateComponent[] components) =>
        new(name, language, TemplateCategory.Utility, [.. components], "", []);

    private static TemplateComponent Header(string type, string id) => new() { Type = "header", Parameters = [new() { Type = type, Text = id }] };

    private static OutboundMessage.Buttons Appointment(int buttons, string text) => new(
        text,
        "Choose an option:",
        [.. new[] { ("1278454", "YES"), ("1278455", "NO"), ("1278456", "CHANGE") }.Take(buttons).Select(reply => new Button(ButtonKind.QuickReply, reply.Item2, reply.Item1))]);

    private static ListSection Section(int number) => new(
        $"Section {number}",
        [.. Enumerable.Range(1, 3).Select(row => new ListRow($"SECTION_{number}_ROW_{row}_ID", $"Title {row}", $"SECTION_{number}_ROW_{row}_DESCRIPTION"))]);
}
