using Conversations.Api.Errors;
using Conversations.Api.Operations;
using Conversations.Api.Storefront;
using Conversations.Api.Wire;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.WhatsApp;
using Conversations.WhatsApp.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Conversations.Api.Webhooks;

/// <summary>WhatsApp's handshake and webhooks (M:webhooks/create-webhook-endpoint, 2025-11-07).</summary>
public static class WhatsAppWebhook
{
    /// <summary>The largest webhook that WhatsApp sends (M:webhooks/overview, 2025-12-02).</summary>
    public const int BodyBytesMax = 3 * 1024 * 1024;

    private const string Source = "whatsapp";

    public static void MapWhatsAppWebhook(this IEndpointRouteBuilder app)
    {
        app.MapGet("/webhooks/whatsapp", Shake).WithName("whatsappHandshake").WithTags("Webhooks").AllowAnonymous()
            .WithMetadata(new CanFail(403, "The verify token is not one of ours."));
        app.MapPost("/webhooks/whatsapp", Post).WithName("whatsappWebhook").WithTags("Webhooks").AllowAnonymous().DescribesWebhook().ShortCircuit();
    }

    /// <summary>Answers the challenge where the verify token is one of ours; else 403.</summary>
    internal static Results<ContentHttpResult, ProblemHttpResult> Shake(
        [FromQuery(Name = "hub.mode")] string? mode,
        [FromQuery(Name = "hub.verify_token")] string? token,
        [FromQuery(Name = "hub.challenge")] string? challenge,
        WhatsAppOptions stores) =>
        Handshake.Answer(mode, token, challenge, stores.Stores.Values.Select(static store => store.VerifyToken)) is { } answer
            ? TypedResults.Text(answer)
            : Problems.Of(403, "The verify token is not one of ours.");

    /// <summary>Takes messages, statuses, preferences and account news; 200 when all are durable. What cannot be read is kept and shown, and never fails the rest.</summary>
    internal static async Task<Results<Ok, ProblemHttpResult>> Post(
        HttpRequest request, WhatsAppOptions stores, Intake intake, AccountNews accountNews, DisplayNumbers displays, UnreadItems unread, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await RawBody.Read(request, BodyBytesMax) is not { } body)
        {
            return Problems.TooLarge(BodyBytesMax);
        }

        var signature = request.Headers[Signature.Header].ToString();
        var signers = stores.SignedBy(body.Span, signature);
        if (signers.Count == 0)
        {
            return Problems.Of(401, $"{Signature.Header} does not sign these bytes.");
        }

        var translation = WebhookTranslation.Read(body, time.GetUtcNow());
        if (translation.Problem is { } problem)
        {
            return Problems.Of(400, problem);
        }

        await Take(translation, signers, stores, intake, unread, cancellationToken);
        foreach (var displayed in translation.Displayed)
        {
            await displays.Learn(displayed, signers, cancellationToken);
        }

        foreach (var happened in translation.Events)
        {
            await accountNews.Tell(happened, signers, cancellationToken);
        }

        return TypedResults.Ok();
    }

    private static async Task Take(
        Translation translation, IReadOnlySet<StoreId> signers, WhatsAppOptions stores, Intake intake, UnreadItems unread, CancellationToken cancellationToken)
    {
        var ours = new Dictionary<StoreId, List<CustomerInput>>();
        foreach (var (number, _, input) in translation.Inputs)
        {
            if (signers.Intersect(stores.StoresOf(number)).ToList() is [var store])
            {
                (ours.TryGetValue(store, out var list) ? list : ours[store] = []).Add(input);
            }
            else
            {
                await unread.Keep([], signers, Source, "It came for a phone number that belongs to no store here.", Written.Of(input), cancellationToken);
            }
        }

        foreach (var (store, inputs) in ours)
        {
            var results = await intake.Take(store, inputs);
            foreach (var (input, result) in inputs.Zip(results))
            {
                if (result is { Problem: { } reason, Kept: false })
                {
                    await unread.Keep(store, Source, reason, Written.Of(input), cancellationToken);
                }
            }
        }

        foreach (var part in translation.Unread.Where(static part => !part.Known))
        {
            var named = part.Number is { } number ? stores.StoresOf(number) : stores.StoresOf(part.BusinessAccount ?? "");
            await unread.Keep(named, signers, Source, part.Reason, part.Json, cancellationToken);
        }
    }
}

internal static class WebhookDescription
{
    public static RouteHandlerBuilder DescribesWebhook(this RouteHandlerBuilder endpoint) => endpoint
        .WithMetadata(
            new TakesJson(),
            new CanFail(400, "The body is not JSON."),
            new CanFail(401, "The signature does not fit the bytes."),
            new CanFail(413, "The body is over 3 MB."),
            new CanFail(503, "It cannot be made durable now: send it again."));
}
