using System.Collections.Concurrent;
using Conversations.Customers;
using Conversations.Identity;
using Microsoft.Extensions.Logging;

namespace Conversations.Actors.Identity;

/// <summary>
/// Finds out whose an input is, by its aliases, and keeps one person one customer. Phone, BSUID and storefront id decide; where they name several, the younger customers move into the oldest.
/// Without them a cart or checkout token or an e-mail address decides, unless that customer is known by another value of a deciding kind.
/// A phone that comes with another BSUID than its owner's has changed hands (M:business-scoped-user-ids, 2026-02-18).
/// </summary>
public sealed partial class Resolver(IEngine engine, IIdentityDirectory directory, TimeProvider time, EngineOptions options, ILogger<Resolver> logger) : IDisposable
{
    private const int RoundsMax = 8;

    private readonly ConcurrentDictionary<StoreId, SemaphoreSlim> changing = new();
    private readonly AliasCache cache = new();
    private readonly PhoneHash hash = new(options.SuppressionKey);

    /// <summary>Hands an input to whose it is, found anew for as long as that customer says that it is not the one.</summary>
    /// <param name="addressed">The input.</param>
    /// <param name="hand">Hands it to a customer, and says whether that one was remembered, not looked up.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="NobodyException">The input has no alias and is about no message of ours.</exception>
    public async Task<Receipt> Deliver(Addressed addressed, Func<CustomerKey, bool, Task<Fate>> hand, CancellationToken cancellationToken)
    {
        var (store, input) = addressed;
        var remembered = Remembered(store, input);
        while (true)
        {
            var customer = remembered ?? await Resolve(addressed, cancellationToken);
            var fate = await hand(new CustomerKey(store, customer), remembered is not null);
            remembered = null;
            if (fate.Stranger)
            {
                cache.Drop(store, input.Aliases);
            }
            else if (fate.Erased)
            {
                await Renew(store, input, customer, cancellationToken);
            }
            else if (fate.MovedTo is { } survivor)
            {
                await Follow(store, input, customer, survivor, cancellationToken);
                return new Receipt(survivor, fate.Taken);
            }
            else
            {
                return new Receipt(customer, fate.Taken);
            }
        }
    }

    /// <summary>Before an erasure: an opt-out survives it as the hash of its numbers.</summary>
    public async Task Suppress(Customer customer, CancellationToken cancellationToken)
    {
        if (customer.Consent is not { StoppedAt: null, PlatformStoppedAt: null, SuspendedAt: null })
        {
            await Suppress(customer.Store, customer.Aliases.Where(alias => alias.Kind == AliasKind.Phone).Select(alias => alias.Value).Append(customer.Profile.Phone).OfType<string>().Distinct(), cancellationToken);
        }
    }

    /// <summary>Where nobody can read whether it opted out: a stop too many rather than one too few.</summary>
    public async Task Suppress(CustomerKey unreadable, CancellationToken cancellationToken) =>
        await Suppress(unreadable.Store, await directory.Phones(unreadable, cancellationToken), cancellationToken);

    public void Forget(StoreId store, CustomerId? customer) => cache.Forget(store, customer);

    /// <summary>While no name of the store changes its owner here, and no customer moves into another anywhere.</summary>
    public Task<T> Alone<T>(StoreId store, Func<Task<T>> work, CancellationToken cancellationToken) => InTurn(
        store,
        async () =>
        {
            await using var alone = await directory.Alone(store, cancellationToken);
            return await work();
        },
        cancellationToken);

    public void Dispose()
    {
        foreach (var gate in changing.Values)
        {
            gate.Dispose();
        }
    }

    private async Task<T> InTurn<T>(StoreId store, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var gate = changing.GetOrAdd(store, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task Suppress(StoreId store, IEnumerable<string> phones, CancellationToken cancellationToken)
    {
        foreach (var phone in phones)
        {
            await directory.Suppress(store, hash.Of(store, phone), cancellationToken);
        }
    }

    /// <summary>The customer, claimed, merged and parted as the aliases demand.</summary>
    private async Task<CustomerId> Resolve(Addressed addressed, CancellationToken cancellationToken)
    {
        var (store, input) = addressed;
        if (input is CustomerInput.DeliveryReported report && await ByMessage(store, report, cancellationToken) is { } customer)
        {
            await Introduce(store, report, customer, cancellationToken);
            return customer;
        }

        var aliases = AliasesOf(input);
        if (aliases.Count == 0)
        {
            throw new NobodyException();
        }

        if (input is not CustomerInput.IdentityChanged && await OnlyOwner(store, input, aliases, cancellationToken) is { } only)
        {
            return only;
        }

        return await SettleInTurn(store, input, aliases, cancellationToken);
    }

    private Task<CustomerId> SettleInTurn(StoreId store, CustomerInput input, List<Alias> aliases, CancellationToken cancellationToken) =>
        InTurn(store, () => Settle(store, input, aliases, cancellationToken), cancellationToken);

    /// <summary>After an input reached a tombstone: points the aliases at the customer it moved to.</summary>
    private async Task Follow(StoreId store, CustomerInput input, CustomerId from, CustomerId to, CancellationToken cancellationToken)
    {
        if (input.Aliases.Length == 0)
        {
            return;
        }

        var owners = await directory.Find(store, input.Aliases, cancellationToken);
        await Reassign(store, [.. owners.Where(owner => owner.Value == from).Select(owner => owner.Key)], to, cancellationToken);
    }

    /// <summary>After an input reached an erased customer: what it still holds of the aliases goes to a new one.</summary>
    private async Task Renew(StoreId store, CustomerInput input, CustomerId erased, CancellationToken cancellationToken)
    {
        cache.Forget(store, erased);
        var aliases = AliasesOf(input);
        var owners = await directory.Find(store, aliases, cancellationToken);
        var left = owners.Where(owner => owner.Value == erased).Select(owner => owner.Key).ToList();
        var renewed = options.NewCustomer();
        await SuppressIfErased(store, renewed, left, cancellationToken);
        await Reassign(store, left, renewed, cancellationToken);
    }

    private async Task<CustomerId?> ByMessage(StoreId store, CustomerInput.DeliveryReported report, CancellationToken cancellationToken) =>
        Effect.Send.Parse(report.TouchKey) is { } key && key.Store == store
            ? key.Customer
            : await directory.FindByWamid(store, report.Wamid, cancellationToken);

    /// <summary>A status may be the first to tell a customer's user id: whoever hides the phone from now on is found by it.</summary>
    private async Task Introduce(StoreId store, CustomerInput.DeliveryReported report, CustomerId customer, CancellationToken cancellationToken)
    {
        if (report.Aliases.Any(alias => alias.Kind == AliasKind.Bsuid)
            && await engine.Look(new CustomerKey(store, customer), cancellationToken) is { } known
            && report.NewUserIdOf(known) is { } userId)
        {
            await SettleInTurn(store, report, [.. known.Aliases.Where(alias => alias.Kind == AliasKind.Phone), userId], cancellationToken);
        }
    }

    private static List<Alias> AliasesOf(CustomerInput input)
    {
        var aliases = input is CustomerInput.IdentityChanged changed ? input.Aliases.Concat(changed.NewNames()) : input.Aliases;
        return [.. aliases.Distinct().Order()];
    }

    /// <summary>Whose it was when its aliases were last looked up.</summary>
    private CustomerId? Remembered(StoreId store, CustomerInput input) =>
        input is CustomerInput.IdentityChanged or CustomerInput.DeliveryReported ? null : cache.OnlyOwner(store, input.Aliases, time.GetUtcNow());

    /// <summary>The common cases, which need no turn of their own: all aliases known and of one customer, or none known. What an erased customer did changes nothing when it is repeated, so their names are not kept for it.</summary>
    private async Task<CustomerId?> OnlyOwner(StoreId store, CustomerInput input, List<Alias> aliases, CancellationToken cancellationToken)
    {
        var owners = await directory.Find(store, aliases, cancellationToken);
        if (owners.Count == 0)
        {
            // Another may claim some of them at the same time; then the two are told apart, or merged, in turn.
            var chosen = options.NewCustomer();
            if (await directory.WasReceived(store, input.Source, input.Id, cancellationToken))
            {
                return chosen;
            }

            await SuppressIfErased(store, chosen, aliases, cancellationToken);
            owners = await directory.Claim(store, chosen, aliases, cancellationToken);
        }

        if (owners.Count < aliases.Count || owners.Values.Distinct().Count() != 1)
        {
            return null;
        }

        cache.Remember(store, owners, time.GetUtcNow());
        return owners.Values.First();
    }

    /// <summary>A number that opted out and was erased comes back: its new customer hears of the stop before the number is its own.</summary>
    private async Task SuppressIfErased(StoreId store, CustomerId customer, IEnumerable<Alias> claiming, CancellationToken cancellationToken)
    {
        foreach (var phone in claiming.Where(alias => alias.Kind == AliasKind.Phone))
        {
            if (await directory.IsSuppressed(store, hash.Of(store, phone.Value), cancellationToken))
            {
                var now = time.GetUtcNow();
                await engine.Tell(
                    new CustomerKey(store, customer),
                    new CustomerInput.ConsentReported(Granted: false, "suppressed", null) { Id = $"suppressed:{customer}", Source = EffectKey.Source, At = now, OccurredAt = now },
                    cancellationToken);
            }
        }
    }
}
