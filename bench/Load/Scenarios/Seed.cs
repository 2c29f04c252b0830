using System.Text;
using Conversations.Bench;
using Conversations.Customers;
using Conversations.Load.Machine;
using Npgsql;

namespace Conversations.Load.Scenarios;

/// <summary>Stored customers by the hundred thousand, as they look 10 minutes after their cart: a run is open and its first touch is planned.</summary>
internal static class Seed
{
    /// <summary>The engine must have opened the database before: its schema stands.</summary>
    public static async Task Customers(PrivatePostgres server, string store, int count, DateTimeOffset now, DateTimeOffset? due, TimeSpan spread, CancellationToken cancellationToken, int first = 0)
    {
        var person = new Person(DemoRules.Of(), now.AddMinutes(-40), "c_seed", "+33600000000").Arrives();
        person.Take(person.Cart("cart-seed")).Rest(now);
        var customer = person.Customer;
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        foreach (var statement in Sql().Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = new NpgsqlCommand(statement, connection);
            Set(command, statement, "store", store);
            Set(command, statement, "count", count);
            Set(command, statement, "first", first);
            Set(command, statement, "version", customer.Version);
            Set(command, statement, "snapshot", Written.Of(customer with { Store = new(store) }));
            Set(command, statement, "spread", (long)spread.TotalMicroseconds);
            Set(command, statement, "due", due is { } at ? (object)(at.UtcTicks / 10 - DateTimeOffset.UnixEpoch.Ticks / 10) : DBNull.Value, NpgsqlTypes.NpgsqlDbType.Bigint);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static void Set(NpgsqlCommand command, string statement, string name, object value, NpgsqlTypes.NpgsqlDbType? type = null)
    {
        if (!statement.Contains("@" + name, StringComparison.Ordinal))
        {
            return;
        }

        var parameter = new NpgsqlParameter(name, value);
        if (type is { } known)
        {
            parameter.NpgsqlDbType = known;
        }

        command.Parameters.Add(parameter);
    }

    private static string Sql()
    {
        using var reader = new StreamReader(typeof(Seed).Assembly.GetManifestResourceStream("seed.sql")!, Encoding.UTF8);
        return string.Join('\n', reader.ReadToEnd().Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal)));
    }
}
