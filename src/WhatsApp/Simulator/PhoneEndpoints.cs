using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Conversations.WhatsApp.Simulator;

/// <summary>A phone as the list shows it.</summary>
public sealed record PhoneView(string Phone, string? Bsuid, bool Hidden, string? Name, bool MarketingStopped, int Messages);

/// <summary>The customers' phones: what they read, what they write.</summary>
internal static class PhoneEndpoints
{
    public static void MapPhones(this RouteGroupBuilder simulator)
    {
        simulator.MapGet("/phones", (SimulatorParts parts) => TypedResults.Ok(parts.WhatsApp.Phones.All(Show))).WithSummary("All phones that wrote or were written to");
        simulator.MapPut("/phones/{phone}", Put).WithSummary("Gives the phone a BSUID, hides its number, names its owner").Accepts<PhoneChange>("application/json").Produces<PhoneView>().ProducesValidationProblem();
        simulator.MapGet("/phones/{phone}/messages", Messages).WithSummary("What the phone shows, oldest first; all=true adds what WhatsApp refused to deliver").Produces<PhoneMessage[]>().ProducesValidationProblem();
        simulator.MapPost("/phones/{phone}/messages", Write).WithSummary("The customer writes, taps a button, sends media").Accepts<CustomerWrites>("application/json").Produces<PhoneMessage>().ProducesValidationProblem();
        simulator.MapPost("/phones/{phone}/read", Read).WithSummary("The customer reads all that was delivered").Produces<ReadCount>().ProducesValidationProblem();
        simulator.MapPost("/phones/{phone}/preferences", Prefer).WithSummary("The customer stops or resumes marketing in WhatsApp's own settings").Accepts<PreferenceChange>("application/json").Produces<PhoneView>().ProducesValidationProblem();
        simulator.MapPost("/echoes", Echo).WithSummary("The merchant writes from the WhatsApp Business app").Accepts<MerchantWrites>("application/json").Produces<PhoneMessage>().ProducesValidationProblem();
    }

    private static PhoneView Show(SimulatedPhone phone) => new(phone.Digits, phone.Bsuid, phone.Hidden, phone.Name, phone.MarketingStopped, phone.Messages.Count);

    private static IResult Messages(string phone, bool? all, SimulatorParts parts)
    {
        var errors = new FieldErrors();
        return Digits(phone, errors) is { } digits
            ? TypedResults.Ok(parts.WhatsApp.Phones.With(digits, held => held.Messages.Where(message => all == true || message.Error is null).ToArray()))
            : errors.Problem();
    }

    private static async Task<IResult> Put(string phone, HttpRequest request, SimulatorParts parts, CancellationToken cancellationToken)
    {
        if (await RequestJson.ReadObject(request, cancellationToken).ConfigureAwait(false) is not { } body)
        {
            return RequestJson.NotAnObject();
        }

        var errors = new FieldErrors();
        var hidden = false;
        if (body["hidden"] is { } told && !(told is JsonValue value && value.TryGetValue(out hidden)))
        {
            errors.Add("hidden", "Give true or false.");
        }

        var digits = Digits(phone, errors);
        var bsuid = body.Text("bsuid");
        if (bsuid is not null && !SimulatedPhone.IsBsuid(bsuid))
        {
            errors.Add("bsuid", "A BSUID is a country, a dot, letters and digits, such as US.13491208655302741918.");
        }

        if (errors.Any)
        {
            return errors.Problem();
        }

        return parts.WhatsApp.Phones.With<IResult>(digits!, held =>
        {
            if (hidden && (bsuid ?? held.Bsuid) is null)
            {
                errors.Add("hidden", "Only a phone with a BSUID can be hidden.");
                return errors.Problem();
            }

            held.Bsuid = bsuid ?? held.Bsuid;
            held.Hidden = body["hidden"] is null ? held.Hidden : hidden;
            held.Name = body.Text("name") ?? held.Name;
            return TypedResults.Ok(Show(held));
        });
    }

    private static async Task<IResult> Write(string phone, HttpRequest request, SimulatorParts parts, CancellationToken cancellationToken)
    {
        if (await RequestJson.ReadObject(request, cancellationToken).ConfigureAwait(false) is not { } body)
        {
            return RequestJson.NotAnObject();
        }

        var errors = new FieldErrors();
        if (Digits(phone, errors) is not { } digits || Number(body, parts, errors) is not { } number)
        {
            return errors.Problem();
        }

        var now = parts.Agenda.Now;
        var written = parts.WhatsApp.Phones.With(digits, held =>
        {
            if (CustomerMessage.Read(body, held, errors) is not { } given)
            {
                return null;
            }

            held.Name = body.Text("name") ?? held.Name;
            var to = parts.WhatsApp.Number(given.Number) ?? number;
            var message = new PhoneMessage
            {
                Id = parts.WhatsApp.NextWamid(digits),
                At = now,
                Direction = "in",
                Type = given.Type,
                Text = given.Text,
                Status = "delivered",
                Number = to.Id,
                ReplyTo = given.ReplyTo,
            };
            held.Messages.Add(message);
            held.Wrote(to.Id, now);
            parts.Webhooks.Post([Payloads.Inbound(to, held, message, given.Content, given.Type != "reaction")]);
            return message;
        });
        if (written is null)
        {
            return errors.Problem();
        }

        await parts.Time.Settle(cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(written);
    }

    private static async Task<IResult> Read(string phone, SimulatorParts parts, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (Digits(phone, errors) is not { } digits)
        {
            return errors.Problem();
        }

        var read = parts.Statuses.Read(digits);
        await parts.Time.Settle(cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(new ReadCount(read));
    }

    private static async Task<IResult> Prefer(string phone, HttpRequest request, SimulatorParts parts, CancellationToken cancellationToken)
    {
        if (await RequestJson.ReadObject(request, cancellationToken).ConfigureAwait(false) is not { } body)
        {
            return RequestJson.NotAnObject();
        }

        var errors = new FieldErrors();
        if (body.Text("marketing") is not ("stop" or "resume"))
        {
            errors.Add("marketing", "Give stop or resume.");
        }

        if (Digits(phone, errors) is not { } digits || Number(body, parts, errors) is not { } number || errors.Any)
        {
            return errors.Problem();
        }

        var view = parts.WhatsApp.Phones.With(digits, held =>
        {
            held.MarketingStopped = body.Text("marketing") == "stop";
            parts.Webhooks.Post([Payloads.Preference(number, held, body.Text("marketing")!, parts.Agenda.Now)]);
            return Show(held);
        });
        await parts.Time.Settle(cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(view);
    }

    private static async Task<IResult> Echo(HttpRequest request, SimulatorParts parts, CancellationToken cancellationToken)
    {
        if (await RequestJson.ReadObject(request, cancellationToken).ConfigureAwait(false) is not { } body)
        {
            return RequestJson.NotAnObject();
        }

        var errors = new FieldErrors();
        if (body.Text("text") is not { Length: > 0 and <= 4096 })
        {
            errors.Add("text", "Give a text of 1 to 4096 characters.");
        }

        if (Digits(body.Text("phone"), errors) is not { } digits || Number(body, parts, errors) is not { } number || errors.Any)
        {
            return errors.Problem();
        }

        var echoed = parts.WhatsApp.Phones.With(digits, held =>
        {
            var message = new PhoneMessage
            {
                Id = parts.WhatsApp.NextWamid(digits),
                At = parts.Agenda.Now,
                Direction = "out",
                Type = "text",
                Text = body.Text("text"),
                Status = "delivered",
                Number = number.Id,
            };
            held.Messages.Add(message);
            parts.Webhooks.Post([Payloads.Echo(number, held, message)]);
            return message;
        });
        await parts.Time.Settle(cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(echoed);
    }

    private static string? Digits(string? phone, FieldErrors errors)
    {
        var digits = SimulatedPhones.DigitsOf(phone) ?? (SimulatedPhone.IsBsuid(phone) ? phone : null);
        if (digits is null)
        {
            errors.Add("phone", "A phone has 7 to 15 digits, with or without a plus; a hidden one is named by its BSUID, such as US.13491208655302741918.");
        }

        return digits;
    }

    private static SimulatedNumber? Number(JsonObject body, SimulatorParts parts, FieldErrors errors)
    {
        var number = body["number"] is null ? parts.WhatsApp.DefaultNumber : parts.WhatsApp.Number(body.Text("number"));
        if (number is null)
        {
            errors.Add("number", "The simulator serves no business number with this id.");
        }

        return number;
    }
}
