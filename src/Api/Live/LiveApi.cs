using Conversations.Actors;
using Conversations.Api.Keys;
using Conversations.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conversations.Api.Live;

public static class LiveApi
{
    public static void AddLive(this IServiceCollection services)
    {
        services.AddSignalR().AddJsonProtocol(static options => Wire.WireJson.Configure(options.PayloadSerializerOptions));
        services.AddSingleton<LiveFeed>();
    }

    public static void MapLive(this IEndpointRouteBuilder app)
    {
        app.MapHub<LiveHub>("/live").RequireAuthorization(Access.Operator);
        app.MapGet("/v1/stores/{store}/changes", Changes).WithName("listenToChanges").WithTags("Live").RequireAuthorization(Access.Operator);
    }

    /// <summary>The live updates as server-sent events, for pages without a SignalR client: <c>listening</c> once, then each <c>changed</c>, as from the hub <c>/live</c>.</summary>
    internal static ServerSentEventsResult<Changed?> Changes(string store, LiveFeed feed, HttpResponse response, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        response.RegisterForDispose(ending);
        if (HttpMethods.IsHead(response.HttpContext.Request.Method))
        {
            // Nobody would read it, and the line is wanted for the next request.
            ending.Cancel();
        }

        // A proxy that collects an answer before it passes it on would keep the news back.
        response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(feed.Listen(new StoreId(store), ending.Token));
    }

    /// <summary>What a commit means for those who watch.</summary>
    public static Changed Of(Turn turn) => new(
        turn.After.Id,
        turn.After.Version,
        turn.After.Thread.State.ToString().ToLowerInvariant(),
        turn.ReadModels.Thread is not null || !turn.ReadModels.Messages.IsDefaultOrEmpty);

    /// <summary>Read again, it is not found: nothing of it stays on a screen.</summary>
    public static Changed Erased(CustomerId customer) => new(customer, 0, "closed", true);
}
