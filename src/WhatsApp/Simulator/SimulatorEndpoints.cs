using System.Text.Json.Nodes;
using Conversations.Actors.Time;
using Conversations.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Conversations.WhatsApp.Simulator;

/// <summary>What the simulator's endpoints work with.</summary>
internal sealed record SimulatorParts(SimulatedWhatsApp WhatsApp, WebhookPosts Webhooks, Statuses Statuses, SimulatedTime Time, Agenda Agenda, Chance Chance, ISimulatorHost Host);

/// <summary>WhatsApp, phones, faults and the clock under <c>/simulator</c>: for development and tests.</summary>
public static class SimulatorEndpoints
{
    /// <summary>Needs <see cref="VirtualClock"/>, <see cref="InFlight"/>, <see cref="Agenda"/> and <see cref="ISimulatorHost"/> beside it.</summary>
    public static IServiceCollection AddSimulator(this IServiceCollection services, Func<IServiceProvider, SimulatorSettings> settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<Chance>();
        services.AddSingleton(provider => new SimulatedWhatsApp(provider.GetRequiredService<SimulatorSettings>(), provider.GetRequiredService<Chance>()));
        services.AddSingleton<WebhookPosts>();
        services.AddSingleton<Statuses>();
        services.AddSingleton<SimulatedTime>();
        services.AddSingleton<SimulatorParts>();
        return services;
    }

    /// <summary>Maps everything under <c>/simulator</c>; the group is answered so that the host can set its policy on it.</summary>
    public static RouteGroupBuilder MapSimulator(this IEndpointRouteBuilder routes)
    {
        var simulator = routes.MapGroup("/simulator").WithTags("Simulator");
        simulator.MapGraph();
        simulator.MapPhones();
        simulator.MapGet("/clock", (SimulatorParts parts) => ShowClock(parts)).WithSummary("What time it is for the engine");
        simulator.MapPost("/clock", MoveClock).WithSummary("Moves the clock: advance, to, or run").Accepts<ClockMove>("application/json").Produces<ClockView>().ProducesValidationProblem();
        simulator.MapGet("/faults", (SimulatorParts parts) => TypedResults.Json(parts.Webhooks.Faults.Write())).WithSummary("What goes wrong").Produces<Faults>();
        simulator.MapPut("/faults", PutFaults).WithSummary("Replaces all that goes wrong").Accepts<Faults>("application/json").Produces<Faults>().ProducesValidationProblem();
        simulator.MapPost("/webhooks", PostRaw).WithSummary("Signs any payload and posts it to our webhook").Accepts<JsonObject>("application/json").Produces<ClockView>();
        simulator.MapPost("/reset", Reset).WithSummary("Empties the demo and sets the clock").Accepts<ResetTo>(isOptional: true, "application/json").Produces<ClockView>().ProducesValidationProblem();
        return simulator;
    }

    private static Ok<ClockView> ShowClock(SimulatorParts parts) => TypedResults.Ok(new ClockView(parts.Time.Now, parts.Time.Running));

    private static async Task<IResult> MoveClock(HttpRequest request, SimulatorParts parts, CancellationToken cancellationToken)
    {
        if (await RequestJson.ReadObject(request, cancellationToken).ConfigureAwait(false) is not { } body)
        {
            return RequestJson.NotAnObject();
        }

        var errors = new FieldErrors();
        try
        {
            if (body["advance"] is not null)
            {
                if (Durations.Read(body.Text("advance"), "advance", errors) is { } by)
                {
                    await parts.Time.Move(by, cancellationToken).ConfigureAwait(false);
                }
            }
            else if (body["to"] is not null)
            {
                if (Instant(body, "to", errors) is { } to)
                {
                    await parts.Time.Move(to, cancellationToken).ConfigureAwait(false);
                }
            }
            else if (body["run"] is JsonValue run && run.TryGetValue<bool>(out var running))
            {
                (running ? (Action)parts.Time.Run : parts.Time.Stop)();
            }
            else
            {
                errors.Add("advance", "Give advance (a duration), to (a time) or run (true).");
            }
        }
        catch (ArgumentOutOfRangeException)
        {
            errors.Add(body["advance"] is null ? "to" : "advance", "The clock goes forward only, and not beyond the year 8999.");
        }

        return errors.Any ? errors.Problem() : ShowClock(parts);
    }

    private static async Task<IResult> PutFaults(HttpRequest request, SimulatorParts parts, CancellationToken cancellationToken)
    {
        if (await RequestJson.ReadObject(request, cancellationToken).ConfigureAwait(false) is not { } body)
        {
            return RequestJson.NotAnObject();
        }

        var errors = new FieldErrors();
        var faults = Faults.Read(body, errors);
        if (errors.Any)
        {
            return errors.Problem();
        }

        parts.Webhooks.Faults = faults;
        return TypedResults.Ok(faults.Write());
    }

    private static async Task<IResult> PostRaw(HttpRequest request, SimulatorParts parts, CancellationToken cancellationToken)
    {
        if (await RequestJson.ReadObject(request, cancellationToken).ConfigureAwait(false) is not { } body)
        {
            return RequestJson.NotAnObject();
        }

        parts.Webhooks.Post([body]);
        await parts.Time.Settle(cancellationToken).ConfigureAwait(false);
        return ShowClock(parts);
    }

    /// <summary>
    /// In this order: no webhook comes any more; the clock stops, and what is under way ends; the clock is set; the host empties its
    /// store (and arms its timers in the new time); our own phones, faults and chance start anew; webhooks come again.
    /// </summary>
    private static async Task<IResult> Reset(HttpRequest request, SimulatorParts parts, CancellationToken cancellationToken)
    {
        if (await RequestJson.ReadObject(request, cancellationToken, orNothing: true).ConfigureAwait(false) is not { } body)
        {
            return RequestJson.NotAnObject();
        }

        var errors = new FieldErrors();
        var now = body["now"] is null ? null : Instant(body, "now", errors);
        if (errors.Any)
        {
            return errors.Problem();
        }

        parts.Webhooks.Close();
        try
        {
            await parts.Time.Reset(
                now,
                async () =>
                {
                    await parts.Host.Reset(now, cancellationToken).ConfigureAwait(false);
                    parts.WhatsApp.Clear();
                    parts.Webhooks.Faults = Faults.None;
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            parts.Webhooks.Open();
        }

        return ShowClock(parts);
    }

    private static DateTimeOffset? Instant(JsonObject body, string name, FieldErrors errors)
    {
        if (Rfc3339.Parse(body.Text(name)) is { } instant && SimulatedTime.Allows(instant))
        {
            return instant;
        }

        errors.Add(name, "Give a time with its offset, from 1970 to 8999, such as 2026-03-02T09:00:00Z.");
        return null;
    }
}
