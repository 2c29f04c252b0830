using System.Data.Common;

namespace Conversations.Load.Raw;

/// <summary>What a turn of the engine wrote down, as it stands in its tables: the input with its facts, the snapshot, and where the customer wrote, the message.</summary>
internal sealed record SameRow(string Store, string Customer, long At, string Input, string Facts, string Snapshot, string? Message)
{
    private const string Last = """
        select snapshots.store, snapshots.customer, inputs.at, inputs.input, inputs.facts, snapshots.snapshot,
            (select max(messages.text) from messages where messages.store = snapshots.store and messages.customer = snapshots.customer)
        from snapshots
        join inputs on inputs.store = snapshots.store and inputs.customer = snapshots.customer and inputs.version = snapshots.version
        """;

    /// <summary>Of each customer's last turn.</summary>
    public static async Task<SameRow[]> Read(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Last;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<SameRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new SameRow(
                reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), reader.GetString(4), reader.GetString(5),
                await reader.IsDBNullAsync(6, cancellationToken) ? null : reader.GetString(6)));
        }

        return [.. rows];
    }

    /// <summary>The next group, of different customers, far apart as the engine's are.</summary>
    public static SameRow[] Choose(SameRow[] rows, int group, Random chance)
    {
        group = Math.Min(group, rows.Length);
        for (var place = 0; place < group; place++)
        {
            var other = chance.Next(place, rows.Length);
            (rows[place], rows[other]) = (rows[other], rows[place]);
        }

        return rows[..group];
    }
}
