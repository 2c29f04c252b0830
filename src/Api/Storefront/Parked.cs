using Conversations.Actors;
using Conversations.Api.Errors;
using Conversations.Api.Keys;
using Conversations.Customers;
using Conversations.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conversations.Api.Storefront;

public sealed record ParkedCustomers(IReadOnlyList<ParkedCustomer> Customers);

/// <summary><paramref name="StandsStill"/>: after repeated faults nothing of this customer is decided until it is released. <paramref name="Inputs"/>: kept since the first fault.</summary>
public sealed record ParkedCustomer(CustomerId CustomerId, bool StandsStill, DateTimeOffset? Since, int Inputs);

/// <summary><paramref name="Taken"/> of the kept inputs now; <paramref name="Left"/>: met the fault again and stay kept.</summary>
public sealed record ParkedRetry(int Taken, int Left);

/// <summary>Inputs that met a fault of the decider, by customer: kept as they were, taken in their order when somebody says so.</summary>
public sealed class Parked(IEngineHost engine, IStoreRecords records, TimeProvider time)
{
    private const string Prefix = "parked/";

    public Task Keep(CustomerKey customer, CustomerInput input, CancellationToken cancellationToken) =>
        records.KeepUnread(customer.Store, SourceOf(customer), time.GetUtcNow(), $"The decider failed on it: {input.GetType().Name}.", Written.Of(input), cancellationToken);

    public async Task<IReadOnlyList<ParkedCustomer>> Of(StoreId store, CancellationToken cancellationToken)
    {
        var standing = (await engine.Parked(cancellationToken)).Where(customer => customer.Store == store).Select(static customer => customer.Customer).ToHashSet();
        var kept = (await records.UnreadBySource(store, Prefix, cancellationToken)).ToDictionary(static known => new CustomerId(known.Source[Prefix.Length..]));
        return
        [
            .. kept.Keys.Union(standing).OrderBy(static customer => customer.Value, StringComparer.Ordinal)
                .Select(customer => (Id: customer, Kept: kept.GetValueOrDefault(customer)))
                .Select(customer => new ParkedCustomer(customer.Id, standing.Contains(customer.Id), customer.Kept?.Since, customer.Kept?.Items ?? 0)),
        ];
    }

    /// <summary>Releases the customer and hands it all that was kept, in order. What fails again stays kept, and so does all with it: what was taken is then a repeat the next time. Null: it does not stand still, and nothing was kept of it.</summary>
    public async Task<ParkedRetry?> Retry(CustomerKey customer, CancellationToken cancellationToken)
    {
        var stood = (await engine.Parked(cancellationToken)).Contains(customer);
        await engine.Release(customer, cancellationToken);
        var kept = await records.UnreadFrom(customer.Store, SourceOf(customer), cancellationToken);
        if (kept.Count == 0 && !stood)
        {
            return null;
        }

        var taken = 0;
        foreach (var item in kept)
        {
            try
            {
                await engine.Tell(customer, Written.Read<CustomerInput>(item.Body), cancellationToken);
                taken++;
            }
            catch (CustomerFaultException)
            {
                // Counted as left; the actor has logged it.
            }
        }

        if (kept.Count > 0 && taken == kept.Count)
        {
            await records.ForgetUnread(customer.Store, SourceOf(customer), kept[^1].At, cancellationToken);
        }

        return new ParkedRetry(taken, kept.Count - taken);
    }

    private static string SourceOf(CustomerKey customer) => Prefix + customer.Customer;
}

/// <summary>Customers on whom the decider failed.</summary>
public static class ParkedApi
{
    public static void MapParked(this IEndpointRouteBuilder app)
    {
        var parked = app.MapGroup("/v1/stores/{store}/parked").WithTags("Operations").RequireAuthorization(Access.Operator);
        parked.MapGet("", List).WithName("listParked");
        parked.MapPost("/{customerId}/retry", Retry).WithName("retryParked");
    }

    /// <summary>Customers whose inputs met a fault of ours and are kept, and whether their work stands still.</summary>
    internal static async Task<Ok<ParkedCustomers>> List(string store, Parked parked, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ParkedCustomers(await parked.Of(new StoreId(store), cancellationToken)));

    /// <summary>Lets the customer's work go on and takes what was kept, in order; after the fault was mended.</summary>
    internal static async Task<Results<Ok<ParkedRetry>, ProblemHttpResult>> Retry(string store, string customerId, Parked parked, CancellationToken cancellationToken) =>
        await parked.Retry(new CustomerKey(new StoreId(store), new CustomerId(customerId)), cancellationToken) is { } retried
            ? TypedResults.Ok(retried)
            : Problems.NotFound("parked customer");
}
