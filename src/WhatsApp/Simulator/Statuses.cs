namespace Conversations.WhatsApp.Simulator;

/// <summary>Tells the store what became of its messages.</summary>
internal sealed class Statuses(SimulatedWhatsApp whatsApp, WebhookPosts webhooks, Actors.Time.Agenda agenda)
{
    /// <summary><em>sent</em> and then <em>delivered</em>, or <em>failed</em>, all at the engine's present.</summary>
    public void Report(SimulatedNumber number, SimulatedPhone phone, PhoneMessage message)
    {
        var now = agenda.Now;
        webhooks.Post(whatsApp.Phones.With(phone.Digits, held =>
        {
            if (message.Error is { } code)
            {
                return [Payloads.Status(number, held, message, "failed", now, GraphError.Injected(code) with { Details = "Message was not delivered." })];
            }

            if (message.Status == "accepted")
            {
                message.Status = "delivered";
            }

            return (System.Text.Json.Nodes.JsonObject[])[Payloads.Status(number, held, message, "sent", now), Payloads.Status(number, held, message, "delivered", now)];
        }));
    }

    /// <summary>The customer opens the chat: all that was delivered is read. Answers how many were.</summary>
    public int Read(string digits)
    {
        var now = agenda.Now;
        var told = whatsApp.Phones.With(digits, phone => phone.Messages.Where(message => message is { Direction: "out", Status: "delivered" }).Select(message =>
        {
            message.Status = "read";
            return Payloads.Status(whatsApp.Number(message.Number)!, phone, message, "read", now);
        }).ToArray());
        webhooks.Post(told);
        return told.Length;
    }
}
