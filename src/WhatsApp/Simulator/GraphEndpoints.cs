using System.Globalization;
using System.Text.Json.Nodes;
using Conversations.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Conversations.WhatsApp.Simulator;

/// <summary>The Graph API that our client calls: sending, templates, media.</summary>
internal static class GraphEndpoints
{
    private const int PageSizeDefault = 25;

    public static void MapGraph(this RouteGroupBuilder simulator)
    {
        var graph = simulator.MapGroup("/graph/{version}").WithTags("Simulator: Graph API");
        graph.MapPost("/{id}/messages", (string id, HttpContext context, SimulatorParts parts) => Send(id, context, parts, marketingApi: false))
            .WithSummary("Sends a message, or marks one as read").Accepts<JsonObject>("application/json").AnswersAsGraph();
        graph.MapPost("/{id}/marketing_messages", (string id, HttpContext context, SimulatorParts parts) => Send(id, context, parts, marketingApi: true))
            .WithSummary("Sends a marketing template").Accepts<JsonObject>("application/json").AnswersAsGraph();
        graph.MapGet("/{id}/message_templates", Templates).WithSummary("Lists the templates of a business account").AnswersAsGraph();
        graph.MapGet("/{id}", Media).WithSummary("Where the bytes of a customer's media are").AnswersAsGraph();
    }

    /// <summary>Its errors are Meta's: an object with <c>error</c>.</summary>
    private static RouteHandlerBuilder AnswersAsGraph(this RouteHandlerBuilder endpoint) =>
        endpoint.Produces<JsonObject>().Produces<JsonObject>(StatusCodes.Status400BadRequest).Produces<JsonObject>(StatusCodes.Status401Unauthorized);

    private static async Task<IResult> Send(string id, HttpContext context, SimulatorParts parts, bool marketingApi)
    {
        var body = await RequestJson.ReadObject(context.Request, context.RequestAborted).ConfigureAwait(false);
        if (!HasToken(context.Request))
        {
            return Refuse(GraphError.Token, context);
        }

        if (body is null || parts.WhatsApp.Number(id) is not { } number)
        {
            return Refuse(body is null ? GraphError.Parameter("The body is not a JSON object.") : GraphError.Unknown(id), context);
        }

        if (body.Text("status") is not null)
        {
            var known = body.Text("status") == "read" && parts.WhatsApp.Phones.MarkRead(body.Text("message_id") ?? "");
            return known ? TypedResults.Ok(new JsonObject { ["success"] = true }) : Refuse(GraphError.Value("Give status read and the message_id of an inbound message."), context);
        }

        if (parts.WhatsApp.Send(number, body, marketingApi, parts.Webhooks.Faults, parts.Agenda.Now, out var sent) is { } error)
        {
            return Refuse(error, context);
        }

        ReportAfterAnswer(number, sent!, context, parts);
        if (sent!.DropAnswer)
        {
            context.Abort();
            return Results.Empty;
        }

        return TypedResults.Ok(Accepted(body, sent));
    }

    /// <summary>Counted as in flight from before the answer leaves, so that no clock moves on between answer and statuses.</summary>
    private static void ReportAfterAnswer(SimulatedNumber number, Sent sent, HttpContext context, SimulatorParts parts)
    {
        var piece = parts.Agenda.InFlight.Begin();
        context.Response.OnCompleted(() =>
        {
            using (piece)
            {
                parts.Statuses.Report(number, sent.Phone, sent.Message);
            }

            return Task.CompletedTask;
        });
    }

    private static JsonObject Accepted(JsonObject body, Sent sent)
    {
        var contact = new JsonObject { ["input"] = body.Text(sent.ByPhone ? "to" : "recipient") };
        contact[sent.ByPhone ? "wa_id" : "user_id"] = sent.ByPhone ? sent.Phone.Digits : sent.Phone.Bsuid;
        var message = new JsonObject { ["id"] = sent.Message.Id };
        if (sent.Message.Template is not null)
        {
            message["message_status"] = "accepted";
        }

        return new JsonObject { ["messaging_product"] = "whatsapp", ["contacts"] = new JsonArray(contact), ["messages"] = new JsonArray(message) };
    }

    private static IResult Templates(string id, HttpContext context, SimulatorParts parts, int? limit, string? after, string? name, string? status)
    {
        if (!HasToken(context.Request))
        {
            return Refuse(GraphError.Token, context);
        }

        if (!parts.WhatsApp.HasAccount(id))
        {
            return Refuse(GraphError.Unknown(id), context);
        }

        var all = parts.WhatsApp.Templates(id)
            .Where(held => name is null || held.Template.Name == name)
            .Where(held => status is null || string.Equals(held.Status.ToString(), status, StringComparison.OrdinalIgnoreCase)).ToArray();
        var from = int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? Math.Min(place, all.Length) : 0;
        var page = all.Skip(from).Take(Math.Clamp(limit ?? PageSizeDefault, 1, 500)).ToArray();
        var end = (from + page.Length).ToString(CultureInfo.InvariantCulture);
        var paging = new JsonObject { ["cursors"] = new JsonObject { ["before"] = from.ToString(CultureInfo.InvariantCulture), ["after"] = end } };
        if (from + page.Length < all.Length)
        {
            var request = context.Request;
            var query = QueryString.Create(request.Query.Where(pair => pair.Key is not ("after" or "access_token"))).Add("after", end);
            paging["next"] = $"{request.Scheme}://{request.Host}{request.Path}{query}";
        }

        return TypedResults.Ok(new JsonObject { ["data"] = new JsonArray([.. page.Select(Show)]), ["paging"] = paging });
    }

    private static JsonObject Show(SimulatedTemplate held)
    {
        var template = held.Template;
        var components = new JsonArray();
        if (template.Header is not null)
        {
            components.Add((JsonNode)new JsonObject { ["type"] = "HEADER", ["format"] = "TEXT", ["text"] = template.Header });
        }

        components.Add((JsonNode)new JsonObject { ["type"] = "BODY", ["text"] = template.Body });
        if (template.Footer is not null)
        {
            components.Add((JsonNode)new JsonObject { ["type"] = "FOOTER", ["text"] = template.Footer });
        }

        if (!template.Buttons.IsDefaultOrEmpty)
        {
            components.Add((JsonNode)new JsonObject { ["type"] = "BUTTONS", ["buttons"] = new JsonArray([.. template.Buttons.Select(Show)]) });
        }

        var shown = new JsonObject
        {
            ["id"] = IdOf(held),
            ["name"] = template.Name,
            ["language"] = template.Language,
            ["status"] = held.Status.ToString().ToUpperInvariant(),
            ["category"] = template.Category.ToString().ToUpperInvariant(),
            ["parameter_format"] = template.NamedParameters ? "NAMED" : "POSITIONAL",
            ["components"] = components,
        };
        if (template.TimeToLive is { } timeToLive)
        {
            shown["message_send_ttl_seconds"] = (long)timeToLive.TotalSeconds;
        }

        return shown;
    }

    private static JsonObject Show(Button button)
    {
        var shown = new JsonObject { ["type"] = TemplateFilling.TypeOf(button.Kind).ToUpperInvariant(), ["text"] = button.Text };
        if (button.Url is not null)
        {
            shown["url"] = button.Url;
        }

        return shown;
    }

    /// <summary>Digits, the same in every run: a small hash (FNV-1a) of what names the template.</summary>
    internal static string IdOf(SimulatedTemplate held)
    {
        var hash = 2166136261;
        foreach (var letter in $"{held.BusinessAccount}/{held.Template.Name}/{held.Template.Language}")
        {
            hash = (hash ^ letter) * 16777619;
        }

        return string.Create(CultureInfo.InvariantCulture, $"3{hash:D10}");
    }

    private static IResult Media(string id, HttpContext context)
    {
        if (!HasToken(context.Request))
        {
            return Refuse(GraphError.Token, context);
        }

        return CustomerMessage.MimeOfMedia(id) is { } mime
            ? TypedResults.Ok(new JsonObject
            {
                ["messaging_product"] = "whatsapp",
                ["url"] = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}/bytes",
                ["mime_type"] = mime,
                ["sha256"] = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                ["file_size"] = 0,
                ["id"] = id,
            })
            : Refuse(GraphError.Unknown(id), context);
    }

    private static bool HasToken(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { Length: > 7 } given && given.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);

    private static JsonHttpResult<JsonObject> Refuse(GraphError error, HttpContext context) =>
        TypedResults.Json(error.Answer(context.TraceIdentifier), statusCode: error.HttpStatus);
}
