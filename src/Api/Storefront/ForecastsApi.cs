using System.Text.Json;
using System.Text.Json.Nodes;
using Conversations.Actors;
using Conversations.Api.Errors;
using Conversations.Api.Keys;
using Conversations.Api.Rulebook;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Storefronts.Events;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Conversations.Api.Storefront;

/// <summary>What a customer would get, in order of time.</summary>
public sealed record ForecastView(IReadOnlyList<ForecastEntry> Touches);

/// <summary>One touch with its final verdict; earlier holds are among the reasons.</summary>
public sealed record ForecastEntry(DateTimeOffset At, string Journey, string Step, VerdictKind Verdict, IReadOnlyList<string> Reasons);

public sealed record WhatIf(IReadOnlyList<JsonElement>? Events = null, int? Days = null);

/// <summary>All that is stored of a customer.</summary>
public sealed record CustomerExport(CustomerView Customer, IReadOnlyList<TimelineEntry> Facts, IReadOnlyList<MessageRow> Messages, IReadOnlyList<JsonElement> Inputs);

/// <summary>What would happen, by the same pure code; and all that did happen.</summary>
public static class ForecastsApi
{
    private const int DaysMax = 366;
    private const int DaysUsual = 14;

    public static void MapForecasts(this IEndpointRouteBuilder app)
    {
        var customer = app.MapGroup("/v1/stores/{store}/customers/{customerId}").WithTags("Customers").RequireAuthorization(Access.Operator);
        customer.MapGet("/forecast", Show).WithName("getForecast");
        customer.MapPost("/what-if", Imagine).WithName("whatIf");
        customer.MapGet("/export", Export).WithName("exportCustomer");
    }

    /// <summary>What this customer will get in the next days (1–366, 14 unless given) if nothing happens.</summary>
    internal static Task<Results<Ok<ForecastView>, ProblemHttpResult>> Show(
        string store, string customerId, IEngine engine, StoreRules rules, TimeProvider time, CancellationToken cancellationToken, [FromQuery] int days = DaysUsual) =>
        Play(store, customerId, [], days, engine, rules, time, cancellationToken);

    /// <summary>The forecast if these events happened too. Changes nothing.</summary>
    internal static async Task<Results<Ok<ForecastView>, ProblemHttpResult>> Imagine(
        string store, string customerId, WhatIf body, IEngine engine, StoreRules rules, TimeProvider time, CancellationToken cancellationToken)
    {
        var (now, days) = (time.GetUtcNow(), body.Days ?? DaysUsual);
        if (BadDays(days) is { } bad)
        {
            return bad;
        }

        var imagined = new List<CustomerInput>();
        foreach (var (place, item) in (body.Events ?? []).Index())
        {
            // An imagined event may lie in the future: it is read as of its own time.
            var at = TimeOf(item) is { } when && when > now ? when : now;
            if (at > now + TimeSpan.FromDays(days))
            {
                return Problems.Invalid($"events[{place}].occurredAt", $"lies beyond the {days} days that are looked at");
            }

            if (Completed(item, customerId, place, at) is not { } completed)
            {
                return Problems.Invalid($"events[{place}]", "holds a name twice");
            }

            switch (EventTranslation.Read(completed, at, null))
            {
                case EventOutcome.Translated translated:
                    imagined.Add(translated.Input);
                    break;
                case EventOutcome.Rejected rejected:
                    return Problems.Invalid($"events[{place}]", rejected.Problem);
                default:
                    return Problems.Invalid($"events[{place}]", "only a customer's own events can be imagined");
            }
        }

        return await Play(store, customerId, imagined, days, engine, rules, time, cancellationToken);
    }

    /// <summary>Everything stored of the customer, as one document in order of time; what was stored of others who turned out to be this one is in it, under the versions they had.</summary>
    internal static async Task<Results<Ok<CustomerExport>, ProblemHttpResult>> Export(
        string store, string customerId, IEngine engine, StoreRules rules, IReadModels readModels, ICustomerStore customers, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await engine.Look(new(new StoreId(store), new CustomerId(customerId)), cancellationToken) is not { } customer)
        {
            return Problems.NotFound("customer");
        }

        var keys = new List<CustomerKey> { new(customer.Store, customer.Id) };
        var (facts, messages, inputs) = (new List<TimelineFact>(), new List<MessageRow>(), new List<CustomerInput>());
        for (var place = 0; place < keys.Count; place++)
        {
            var key = keys[place];
            facts.AddRange(await readModels.Timeline(key, 0, int.MaxValue, cancellationToken));
            messages.AddRange(await readModels.Messages(key, int.MaxValue, cancellationToken));
            inputs.AddRange((await customers.Inputs(key, cancellationToken)).Select(static input => input.Input));
            keys.AddRange((await customers.Tombstones(key, cancellationToken)).Select(absorbed => key with { Customer = absorbed }));
        }

        return TypedResults.Ok(new CustomerExport(
            CustomerView.Of(customer, (await rules.Current(customer.Store, cancellationToken)).Policy, time.GetUtcNow()),
            [.. facts.OrderBy(static fact => fact.At).Select(static fact => new TimelineEntry(fact.Version, fact.At, fact.Kind, fact.Summary, fact.Data))],
            [.. messages.DistinctBy(static message => message.Id).OrderBy(static message => message.At)],
            [.. inputs.OrderBy(static input => input.At).Select(static input => JsonElement.Parse(Written.Of(input)))]));
    }

    private static async Task<Results<Ok<ForecastView>, ProblemHttpResult>> Play(
        string store, string customerId, IReadOnlyList<CustomerInput> imagined, int days, IEngine engine, StoreRules rules, TimeProvider time, CancellationToken cancellationToken)
    {
        if (BadDays(days) is { } bad)
        {
            return bad;
        }

        var storeId = new StoreId(store);
        if (await engine.Look(new(storeId, new CustomerId(customerId)), cancellationToken) is not { } customer)
        {
            return Problems.NotFound("customer");
        }

        var touches = Forecast.Of(customer, await rules.Current(storeId, cancellationToken), time.GetUtcNow(), days, imagined);
        return TypedResults.Ok(new ForecastView([.. touches.Select(static touch => new ForecastEntry(touch.At, touch.Journey, touch.Step, touch.Verdict, touch.Reasons))]));
    }

    private static ProblemHttpResult? BadDays(int days) => days is < 1 or > DaysMax ? Problems.Invalid("days", $"must be 1 to {DaysMax}") : null;

    private static DateTimeOffset? TimeOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("occurredAt", out var said) && said.ValueKind == JsonValueKind.String && said.TryGetDateTimeOffset(out var when) ? when : null;

    /// <summary>An imagined event needs no id, no customer and no time: they are known, and it happens now. Null: a name stands twice in it.</summary>
    private static JsonElement? Completed(JsonElement item, string customerId, int place, DateTimeOffset at)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return item;
        }

        JsonObject fields;
        try
        {
            fields = JsonNode.Parse(item.GetRawText(), documentOptions: new() { AllowDuplicateProperties = false })!.AsObject();
        }
        catch (JsonException)
        {
            return null;
        }

        fields["id"] ??= $"imagined-{place}";
        fields["occurredAt"] ??= at;
        fields["customer"] ??= new JsonObject { ["id"] = customerId };
        return JsonSerializer.SerializeToElement(fields);
    }
}
