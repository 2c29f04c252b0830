using System.Globalization;
using Conversations.Actors;
using Conversations.Api.Demo;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Storage;

namespace Conversations.Api.Replay;

/// <summary><c>replay --customer ID | --all [--store STORE] --verify</c>: folds what is stored once more and compares (L6). Only reads, also beside a running engine.</summary>
public static class ReplayVerb
{
    public const string Name = "replay";

    private const string Usage = "usage: replay (--customer <id> | --all) [--store <store>] --verify [--Storage:ConnectionString <…>]";

    /// <summary>0: all the same. 1: something differs. 2: it could not be asked.</summary>
    public static async Task<int> Run(string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        if (ReplayRequest.Of(args) is not { } request)
        {
            await output.WriteLineAsync(Usage);
            return 2;
        }

        if (ConnectionString(request) is not { } connectionString)
        {
            await output.WriteLineAsync("Storage:ConnectionString: missing; the database to look at");
            return 2;
        }

        try
        {
            await using var store = await StorageOpening.OpenToRead(connectionString, cancellationToken);
            using var rules = new RulesBook(store);
            return await new Verification(store, rules, output).Run(request, cancellationToken);
        }
        catch (Exception error) when (error is System.Data.Common.DbException or InvalidOperationException or ArgumentException)
        {
            await output.WriteLineAsync($"The database cannot be read: {error.Message}");
            return 2;
        }
    }

    /// <summary>From the same sources as the server's; in Development the demo's.</summary>
    private static string? ConnectionString(ReplayRequest request)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = request.Settings, ContentRootPath = AppContext.BaseDirectory });
        return builder.Configuration["Storage:ConnectionString"]
            ?? (builder.Environment.IsDevelopment() ? DemoSettings.Values["Storage:ConnectionString"] : null);
    }
}

/// <summary>What is to be folded. <paramref name="Settings"/>: what remains of the arguments, for the configuration.</summary>
internal sealed record ReplayRequest(CustomerId? Customer, StoreId? Store, string[] Settings)
{
    /// <summary>Null where the arguments do not make a request.</summary>
    public static ReplayRequest? Of(string[] args)
    {
        var (all, verify, customer, store, rest) = (false, false, (string?)null, (string?)null, new List<string>());
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--all":
                    all = true;
                    break;
                case "--verify":
                    verify = true;
                    break;
                case "--customer" when i + 1 < args.Length:
                    customer = args[++i];
                    break;
                case "--store" when i + 1 < args.Length:
                    store = args[++i];
                    break;
                case var setting when IsSetting(setting) && setting.Contains('=', StringComparison.Ordinal):
                    rest.Add(setting);
                    break;
                case var setting when IsSetting(setting) && i + 1 < args.Length:
                    rest.AddRange(setting, args[++i]);
                    break;
                default:
                    return null;
            }
        }

        return verify && all == customer is null
            ? new ReplayRequest(customer is null ? null : new CustomerId(customer), store is null ? null : new StoreId(store), [.. rest])
            : null;
    }

    private static bool IsSetting(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && (argument.Contains(':', StringComparison.Ordinal) || argument.StartsWith("--environment", StringComparison.Ordinal));
}

/// <summary>Goes through the customers page by page; one customer's inputs are in memory at a time.</summary>
internal sealed class Verification(ICustomerStore customers, RulesBook rules, TextWriter output)
{
    private const int PageSize = 500;
    private const int ShownMax = 100;

    private int verified;
    private int different;
    private int foreign;

    public async Task<int> Run(ReplayRequest request, CancellationToken cancellationToken)
    {
        if (request.Store is { } named && await rules.Stored(named, cancellationToken) is null)
        {
            await output.WriteLineAsync("There is no such store.");
            return 2;
        }

        CustomerKey? cursor = request.Store is { } only ? new CustomerKey(only, new CustomerId("")) : null;
        while (await customers.Keys(cursor, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var key in page.TakeWhile(key => request.Store is null || key.Store == request.Store))
            {
                if (request.Customer is null || key.Customer == request.Customer)
                {
                    await Verify(key, cancellationToken);
                }
            }

            cursor = page[^1];
            if (request.Store is { } store && cursor.Value.Store != store)
            {
                break;
            }
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{verified} customers verified, {different} differ, {foreign} written by another version of the decider (not comparable)"));
        if (request.Customer is not null && verified + foreign == 0)
        {
            await output.WriteLineAsync("There is no such customer.");
            return 2;
        }

        return different == 0 ? 0 : 1;
    }

    private async Task Verify(CustomerKey key, CancellationToken cancellationToken)
    {
        // In this order: an engine that runs on only adds inputs behind the snapshot, and seals nothing before the baseline.
        var baseline = await customers.Baseline(key, cancellationToken);
        var stored = await customers.Load(key, cancellationToken);
        var inputs = await customers.Inputs(key, cancellationToken);
        if (stored is null || await customers.Load(key, cancellationToken) is null)
        {
            return; // Erased meanwhile.
        }

        switch (await Fold(key, baseline, stored, inputs, cancellationToken))
        {
            case ReplayFinding.Different found:
                verified++;
                if (++different <= ShownMax)
                {
                    await output.WriteLineAsync($"differs: {key} at {found.Place}");
                }

                break;
            case ReplayFinding.Foreign:
                foreign++;
                break;
            default:
                verified++;
                break;
        }
    }

    private async Task<ReplayFinding> Fold(CustomerKey key, StoredSnapshot? baseline, StoredSnapshot stored, IReadOnlyList<(long Version, CustomerInput Input)> inputs, CancellationToken cancellationToken)
    {
        try
        {
            var birth = baseline is null ? new Customer { Store = key.Store, Id = key.Customer } : Written.Read<Customer>(baseline.Snapshot);
            var known = await RecordedRules.Of(rules, key.Store, inputs.Select(static input => input.Input), cancellationToken);
            return Customers.Replay.Verify(birth, inputs, stored.Version, stored.Snapshot, known);
        }
        catch (Exception error) when (error is not (OperationCanceledException or System.Data.Common.DbException))
        {
            return new ReplayFinding.Different($"the decider: {error.GetType().Name}");
        }
    }
}
