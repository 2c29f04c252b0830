using Conversations.Customers;
using Conversations.Messages;

namespace Conversations.Threads;

/// <summary>The last lines of the conversation, as the snapshot keeps them.</summary>
internal static class Lines
{
    private const int Kept = 20;

    /// <summary>A line of the customer's; where an edit or a revocation made it before the message came, it keeps what they said.</summary>
    public static void In(Deciding deciding, InboundMessage message)
    {
        var thread = deciding.Customer.Thread;
        var (at, type) = (deciding.Happened.OccurredAt, Sayings.Word(message.Kind));
        Set(deciding, Find(deciding, message.Wamid) is { } early
            ? thread with { Lines = thread.Lines.Replace(early, early with { At = at, Type = type }) }
            : Add(thread, new Line { Id = message.Wamid, At = at, Direction = Direction.In, Type = type, Text = message.Text }) with { Unread = thread.Unread + 1 });
    }

    public static Line? Find(Deciding deciding, string id) => deciding.Customer.Thread.Lines.FirstOrDefault(line => line.Id == id);

    public static void Out(Deciding deciding, string id, OutboundMessage? message, string status, string by, DateTimeOffset at)
    {
        var thread = deciding.Customer.Thread;
        var line = thread.Lines.FirstOrDefault(one => one.Id == id);
        Set(deciding, line is null
            ? Add(thread, new Line { Id = id, At = at, Direction = Direction.Out, Type = TypeOf(message), Text = message?.Reads, Status = status, By = by })
            : thread with { Lines = thread.Lines.Replace(line, line with { Status = status }) });
    }

    /// <summary>A line that a human wrote in the WhatsApp Business app.</summary>
    public static void Echo(Deciding deciding, CustomerInput.MessageEchoed echoed) => Set(deciding, Add(deciding.Customer.Thread, new Line
    {
        Id = echoed.Wamid,
        At = deciding.Happened.OccurredAt,
        Direction = Direction.Out,
        Type = echoed.Type,
        Text = echoed.Text,
        Status = "sent",
        By = "app",
    }));

    public static void Change(Deciding deciding, string id, Func<Line, Line> change)
    {
        var thread = deciding.Customer.Thread;
        if (thread.Lines.FirstOrDefault(line => line.Id == id) is { } line)
        {
            Set(deciding, thread with { Lines = thread.Lines.Replace(line, change(line)) });
        }
    }

    public static void Set(Deciding deciding, Thread thread) => deciding.Customer = deciding.Customer with { Thread = thread };

    private static Thread Add(Thread thread, Line line) =>
        thread with { Lines = thread.Lines.Length >= Kept ? thread.Lines.RemoveRange(0, thread.Lines.Length - Kept + 1).Add(line) : thread.Lines.Add(line) };

    private static string TypeOf(OutboundMessage? message) => message switch
    {
        OutboundMessage.Template => "template",
        OutboundMessage.Buttons => "buttons",
        OutboundMessage.Choices => "list",
        OutboundMessage.LinkButton => "link",
        OutboundMessage.Media media => media.MediaKind,
        OutboundMessage.Reaction => "reaction",
        _ => "text",
    };
}
