using Conversations.Actors;
using Conversations.Api.Errors;
using Conversations.Api.Keys;
using Conversations.Api.Rulebook;
using Conversations.Api.Wire;
using Conversations.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Conversations.Api.Storefront;

/// <summary>A page of the timeline, oldest first; <c>after</c> of the next page is the last fact's version.</summary>
public sealed record Timeline(IReadOnlyList<TimelineEntry> Facts);

public sealed record TimelineEntry(long Version, DateTimeOffset At, string Kind, string Summary, IReadOnlyDictionary<string, string> Data);

/// <summary>Finds, shows and erases customers.</summary>
public static class CustomersApi
{
    public static void MapCustomers(this IEndpointRouteBuilder app)
    {
        var customers = app.MapGroup("/v1/stores/{store}/customers").WithTags("Customers").RequireAuthorization(Access.Operator);
        customers.MapGet("", Find).WithName("findCustomers");
        customers.MapGet("/{customerId}", Show).WithName("getCustomer");
        customers.MapGet("/{customerId}/timeline", ShowTimeline).WithName("getTimeline");
        customers.MapDelete("/{customerId}", Erase).WithName("eraseCustomer");
    }

    /// <summary>Finds customers by phone (any spelling; national ones with <c>country</c>), e-mail, or the storefront's or our id; without any, the latest 100.</summary>
    internal static async Task<Ok<CustomerList>> Find(
        string store, string? phone, string? email, string? id, string? country,
        IEngine engine, IIdentityDirectory directory, IReadModels readModels, CancellationToken cancellationToken)
    {
        var storeId = new StoreId(store);
        if (phone is null && email is null && id is null)
        {
            var all = await readModels.Customers(storeId, 100, cancellationToken);
            return TypedResults.Ok(new CustomerList([.. all.Select(static found =>
                new CustomerListItem(found.CustomerId, found.Row.Name, found.Row.Phone, found.Row.Email, found.Row.StorefrontId, found.Row.BornAt))]));
        }

        (phone, email, id) = (phone?.WithoutNul(), email?.WithoutNul(), id?.WithoutNul());
        var owners = await directory.Find(storeId, AliasesOf(phone, email, id, country), cancellationToken);
        var candidates = owners.Values.ToHashSet();
        if (!string.IsNullOrWhiteSpace(id))
        {
            candidates.Add(new CustomerId(id));
        }

        var found = new Dictionary<CustomerId, CustomerListItem>();
        foreach (var candidate in candidates)
        {
            try
            {
                if (await engine.Look(new(storeId, candidate), cancellationToken) is { } customer)
                {
                    var profile = customer.Profile;
                    found[customer.Id] = new(customer.Id, CustomerView.NameOf(profile), profile.Phone, profile.Email, profile.StorefrontId, customer.BornAt);
                }
            }
            catch (CustomerParkedException parked)
            {
                // Whoever is to be erased or let go on must be found.
                found[parked.Customer.Customer] = new(parked.Customer.Customer, null, null, null, null, null);
            }
        }

        return TypedResults.Ok(new CustomerList([.. found.Values.OrderBy(static customer => customer.BornAt)]));
    }

    /// <summary>Profile, aliases, consent, cart, orders, runs, thread, window, counts against the caps, next wake-up.</summary>
    internal static async Task<Results<Ok<CustomerView>, ProblemHttpResult>> Show(
        string store, string customerId, IEngine engine, StoreRules rules, TimeProvider time, CancellationToken cancellationToken)
    {
        var storeId = new StoreId(store);
        return await engine.Look(new(storeId, new CustomerId(customerId)), cancellationToken) is { } customer
            ? TypedResults.Ok(CustomerView.Of(customer, (await rules.Current(storeId, cancellationToken)).Policy, time.GetUtcNow()))
            : Problems.NotFound("customer");
    }

    /// <summary>Every fact of the customer, oldest first; <c>limit</c> 1–1,000, 200 unless given; a version's facts are never split.</summary>
    internal static async Task<Results<Ok<Timeline>, ProblemHttpResult>> ShowTimeline(
        string store, string customerId, IEngine engine, IReadModels readModels, CancellationToken cancellationToken,
        [FromQuery] long after = 0, [FromQuery] int limit = 200)
    {
        if (limit is < 1 or > 1000)
        {
            return Problems.Invalid("limit", "must be 1 to 1000");
        }

        if (await engine.Look(new(new StoreId(store), new CustomerId(customerId)), cancellationToken) is not { } customer)
        {
            return Problems.NotFound("customer");
        }

        var facts = await readModels.Timeline(new(customer.Store, customer.Id), after, limit, cancellationToken);
        return TypedResults.Ok(new Timeline([.. facts.Select(static fact => new TimelineEntry(fact.Version, fact.At, fact.Kind, fact.Summary, fact.Data))]));
    }

    /// <summary>Erases everything personal under every alias; afterwards the customer is not found. An opt-out survives as a keyed hash of the number.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Erase(
        string store, string customerId, IEngine engine, CancellationToken cancellationToken)
    {
        var customer = new CustomerKey(new StoreId(store), new CustomerId(customerId));
        try
        {
            if (await engine.Look(customer, cancellationToken) is null)
            {
                return Problems.NotFound("customer");
            }
        }
        catch (CustomerParkedException)
        {
            // What cannot be read can be erased.
        }

        await engine.Erase(customer, cancellationToken);
        return TypedResults.NoContent();
    }

    private static HashSet<Alias> AliasesOf(string? phone, string? email, string? id, string? country)
    {
        var aliases = new HashSet<Alias>();
        if (!string.IsNullOrWhiteSpace(phone) && (PhoneNumber.Parse(phone.Trim(), country, out _) ?? PhoneNumber.FromWaId(phone.Trim())) is { } number)
        {
            aliases.Add(new(AliasKind.Phone, number.Key));
        }

        if (!string.IsNullOrWhiteSpace(email))
        {
            aliases.Add(new(AliasKind.Email, email.Trim().ToLowerInvariant()));
        }

        if (!string.IsNullOrWhiteSpace(id))
        {
            aliases.Add(new(AliasKind.StorefrontId, id.Trim()));
        }

        return aliases;
    }
}
