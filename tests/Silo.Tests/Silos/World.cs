using System.Collections.Concurrent;
using Conversations.Actors;
using Conversations.Customers;
using Conversations.Storage.Postgres;
using Conversations.Storage.Tests;
using Npgsql;

namespace Silo.Tests.Silos;

/// <summary>A database of one test and all that was ever committed to it, whichever silo did.</summary>
internal sealed class World(PostgresCluster cluster) : IAsyncDisposable
{
    /// <summary>A test that waits longer waits for something that never comes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string name = $"w{Guid.NewGuid():N}";
    private readonly Lock gate = new();
    private readonly List<Happened> log = [];
    private readonly List<(Func<IReadOnlyList<Happened>, bool> Reached, TaskCompletionSource Told)> waiting = [];

    private volatile bool fallsAway;
    private volatile bool away;
    private Func<IReadOnlyList<Happened>, bool>? holds;
    private TaskCompletionSource? held;

    /// <summary>An input that was decided and committed. <paramref name="At"/>: when.</summary>
    public sealed record Happened(CustomerKey Customer, CustomerInput Input, DateTimeOffset At);

    /// <summary>A call to WhatsApp, whichever silo made it.</summary>
    public sealed record Call(Effect.Send Send, DateTimeOffset At);

    public string ConnectionString => new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Database = name, MaxPoolSize = 12 }.ConnectionString;

    public ConcurrentBag<Call> Calls { get; } = [];

    public IReadOnlyList<Happened> Log
    {
        get
        {
            lock (gate)
            {
                return [.. log];
            }
        }
    }

    public async Task<PostgresStore> Open()
    {
        if (!await Exists())
        {
            await Run(cluster.ConnectionString, $"create database {name}");
        }

        return await PostgresStore.Open(ConnectionString, CancellationToken.None);
    }

    /// <summary>Before every commit.</summary>
    public Task Committing()
    {
        lock (gate)
        {
            if (holds?.Invoke(log) == true)
            {
                held ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return held?.Task ?? Task.CompletedTask;
        }
    }

    /// <summary>Once that is true all commits wait, on all silos, until they are let go.</summary>
    public void Hold(Func<IReadOnlyList<Happened>, bool> from)
    {
        lock (gate)
        {
            holds = from;
        }
    }

    public void LetGo()
    {
        lock (gate)
        {
            holds = null;
            held?.TrySetResult();
            held = null;
        }
    }

    /// <summary>The next commit is written and its answer lost; from then on customers can neither be read nor written, on all silos, until <see cref="ComeBack"/>.</summary>
    public void FallAway() => fallsAway = true;

    public void GoAway() => away = true;

    public void ComeBack() => fallsAway = away = false;

    public bool IsAway => away;

    /// <summary>After every commit.</summary>
    public bool FallsAway() => away |= fallsAway;

    public void Committed(Turn turn)
    {
        lock (gate)
        {
            log.AddRange(turn.Decisions.Select(decided => new Happened(turn.Customer, decided.Input, TimeProvider.System.GetUtcNow())));
            foreach (var (reached, told) in waiting.ToList())
            {
                if (reached(log))
                {
                    told.TrySetResult();
                }
            }
        }
    }

    /// <summary>Completes with the commit that makes it true.</summary>
    public Task When(string what, Func<IReadOnlyList<Happened>, bool> reached)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (reached(log))
            {
                return Task.CompletedTask;
            }

            waiting.Add((reached, told));
        }

        return Told(what, told.Task);
    }

    public Task Run(string text) => Run(ConnectionString, text);

    public async Task<long> Count(string text)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(text, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Run(cluster.ConnectionString, $"drop database if exists {name} with (force)");
    }

    private async Task Told(string what, Task told)
    {
        try
        {
            await told.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            var kinds = Log.GroupBy(happened => happened.Input.GetType().Name).Select(group => $"{group.Count()} {group.Key}");
            throw new TimeoutException($"{what} never came; there were {string.Join(", ", kinds)}, and {Calls.Count} calls.");
        }
    }

    private async Task<bool> Exists()
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select count(*) from pg_database where datname = '{name}'", connection);
        return (long)(await command.ExecuteScalarAsync())! == 1;
    }

    private static async Task Run(string connectionString, string text)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync();
    }
}
