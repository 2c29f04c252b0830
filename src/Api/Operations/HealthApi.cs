using Conversations.Actors;
using Conversations.Api.Errors;
using Conversations.Api.Hosting;
using Conversations.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conversations.Api.Operations;

/// <summary><paramref name="Status"/>: ok.</summary>
public sealed record Health(string Status);

/// <summary>For whatever watches the process: alive, and ready for traffic.</summary>
public static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("Operations").AllowAnonymous();
        health.MapGet("/live", static () => TypedResults.Ok(new Health("ok"))).WithName("live").WithSummary("The process answers.");
        health.MapGet("/ready", Ready).WithName("ready").WithMetadata(new CanFail(503, "The engine is starting, or the storage does not answer."));
    }

    /// <summary>The engine has started and the storage answers; else 503.</summary>
    internal static async Task<Results<Ok<Health>, ProblemHttpResult>> Ready(EngineHost host, IEngineHost engine, IStoreRecords records, CancellationToken cancellationToken)
    {
        if (!host.Started || !engine.Ready)
        {
            return Problems.Of(503, "The engine is starting or stopping.");
        }

        try
        {
            await records.Document(new StoreId("health"), "ready", cancellationToken);
            return TypedResults.Ok(new Health("ok"));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return Problems.Of(503, "The storage does not answer.");
        }
    }
}
