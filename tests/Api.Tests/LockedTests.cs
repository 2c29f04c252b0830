using System.Net;
using System.Net.Http.Json;
using Conversations.Api.Tests.Drivers;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>Another program has the database's file locked, as a careless backup does.</summary>
public sealed class LockedTests(LockedTests.Impatient demo) : IClassFixture<LockedTests.Impatient>
{
    [Fact]
    public async Task While_the_file_is_locked_senders_are_told_to_come_again_and_then_nothing_is_lost()
    {
        var cart = new { id = "l1", type = "cart.updated", occurredAt = DemoDriver.Monday, customer = new { phone = "+33612345901" }, cart = new { id = "l1", currency = "EUR", total = "59.90", items = Array.Empty<object>() } };
        await using (var other = new SqliteConnection(demo.ConnectionString + ";Pooling=False"))
        {
            await other.OpenAsync();
            await using var locking = other.CreateCommand();
            locking.CommandText = "begin exclusive";
            await locking.ExecuteNonQueryAsync();

            using var refused = await demo.Http.PostAsJsonAsync("/v1/stores/demo/events", new[] { cart });

            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }

        (await demo.Events(cart))[0].GetProperty("status").GetString().ShouldBe("accepted");
    }

    [Fact]
    public async Task Whoever_only_asks_is_not_told_that_something_was_to_be_stored()
    {
        await demo.Sql("alter table documents rename to taken_away");

        var (read, tried) = (await demo.Send("GET", $"{DemoDriver.Store}/knowledge"), await demo.Send("POST", $"{DemoDriver.Store}/assistant/try", """{"text":"Do you ship to Spain?"}"""));

        await demo.Sql("alter table taken_away rename to documents");
        (read.Status, read.Detail).ShouldBe((503, "It cannot be done at the moment. Send it again."));
        (tried.Status, tried.Detail).ShouldBe((503, "It cannot be done at the moment. Send it again."));
    }

    /// <summary>Waits a second for the lock, so that the test does not wait for eight.</summary>
    public sealed class Impatient : DemoDriver
    {
        public override string ConnectionString => base.ConnectionString + ";Default Timeout=1";
    }
}
