using System.Globalization;
using Conversations.Actors;
using Conversations.Bench;
using Conversations.Identity;
using Conversations.Load.Machine;
using Conversations.Load.Wire;
using Conversations.Storage;

namespace Conversations.Load.Scenarios;

/// <summary>
/// Due customers on one silo of the cluster product, in real time: asleep until then, as after a night. How late each is comes from PostgreSQL's own commit timestamps.
/// Their touches go out meanwhile, at the number's 80 messages a second.
/// </summary>
internal static class SiloDue
{
    private const int Count = 20_000;

    private const int WarmUp = 60_000;

    /// <summary>Woken before, until the way of a waking is compiled too.</summary>
    private const int WarmUpWoken = 5_000;

    /// <summary>The others are beside them.</summary>
    private const int First = 1_000_000;

    /// <summary>Until the first is due; seeding takes less.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task Lateness(PrivatePostgres server, Report report, CancellationToken cancellationToken)
    {
        await using (var sql = await StorageOpening.Open(server.ConnectionString, cancellationToken))
        {
            using var rules = new RulesBook(sql);
            await rules.Publish(new StoreId(ApiProcess.Store), DemoRules.Of(), cancellationToken);
        }

        await using var sink = await GraphSink.Start(cancellationToken);
        await using var silo = await ApiProcess.StartSilo(server.ConnectionString, sink.Url, cancellationToken);
        await Callers.Exactly(silo.Port, WarmUp, new Requests(Events.Customers).CartUpdatedOfAnyone, cancellationToken);
        await Woken(server, First - WarmUpWoken, WarmUpWoken, TimeSpan.Zero, "before", cancellationToken);
        report.Add(await Woken(server, First, Count, TimeSpan.FromMinutes(1), "over one minute", cancellationToken));
        report.Add(await Woken(server, First + Count, Count, TimeSpan.Zero, "at the same instant", cancellationToken));
    }

    private static async Task<Figure> Woken(PrivatePostgres server, int first, int count, TimeSpan spread, string when, CancellationToken cancellationToken)
    {
        var due = TimeProvider.System.GetUtcNow() + Ahead;
        await Seed.Customers(server, ApiProcess.Store, count, due - Ahead, due, spread, cancellationToken, first);
        var stop = due + spread + Patience;
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await second.WaitForNextTickAsync(cancellationToken) && await Ask(server, "count(*)", first, count, due, spread, cancellationToken) < count)
        {
            if (TimeProvider.System.GetUtcNow() > stop)
            {
                throw new InvalidOperationException($"Not all {count:N0} customers were woken.");
            }
        }

        var late = new List<double>();
        foreach (var share in (string[])["0.5", "0.99", "1"])
        {
            late.Add(await Ask(server, $"percentile_cont({share}) within group (order by late)", first, count, due, spread, cancellationToken));
        }

        return new Figure($"one silo: {count:N0} customers due {when}, lateness to the commit", Figure.Text($"{Figure.Milliseconds(late[0], late[1])}, the last {late[2]:N0} ms"));
    }

    /// <summary>Of the lateness, in milliseconds, of each waking so far; the number in a customer's name tells when it was due.</summary>
    private static Task<double> Ask(PrivatePostgres server, string what, int first, int count, DateTimeOffset due, TimeSpan spread, CancellationToken cancellationToken) => server.Ask<double>(
        string.Create(CultureInfo.InvariantCulture, $"""
            select ({what})::double precision from (
                select extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000
                    - {due.ToUnixTimeMilliseconds()} - {spread.TotalMilliseconds} * (nth - {first}) / {count} as late
                from (select xmin, substr(customer, 3)::bigint as nth from inputs
                    where customer ~ '^c_[0-9]+$' and input like '%"kind":"woken.1"%') as woken
                where nth >= {first} and nth < {first + count}) as each
            """),
        cancellationToken);
}
