using Conversations.Actors;
using Conversations.Customers;
using Conversations.Storage.Postgres;
using Npgsql;
using Shouldly;
using Xunit;
using static Conversations.Storage.Tests.Turns;

namespace Conversations.Storage.Tests;

/// <summary>Leases, and who carries out whose effects.</summary>
[Collection(nameof(PostgresCluster))]
public sealed class ProcessesTests(PostgresCluster cluster) : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    private static readonly ProcessId A = new("a");
    private static readonly ProcessId B = new("b");

    private readonly Schema schema = new(cluster);
    private PostgresStore store = null!;
    private long attempts;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync() => store = await schema.Open();

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        await schema.Drop();
    }

    [Fact]
    public async Task The_longest_here_comes_first_and_a_newcomer_is_seen_once_all_have_beaten()
    {
        await BeatShouldFind(B, 0, true, B);
        await BeatShouldFind(A, 1, false, B, A);
        await BeatShouldFind(A, 2, false, B, A);
        await BeatShouldFind(B, 2, true, B, A);
        await BeatShouldFind(A, 3, true, B, A);
    }

    [Fact]
    public async Task A_lease_lapses_by_the_clock_and_then_begins_anew_at_the_end()
    {
        await Beat(A, 0);
        await Beat(B, 5);
        (await Beat(B, 10)).Living.ShouldBe([A, B], "to the last instant");
        (await Beat(B, 10.001)).Living.ShouldBe([B]);
        await BeatShouldFind(A, 11, false, B, A);
    }

    [Fact]
    public async Task Where_nobody_could_beat_the_first_one_back_takes_nobody_for_gone_until_another_lease_has_run_out()
    {
        await Beat(A, 0);
        await Beat(B, 0);
        await Beat(A, 0);
        await Commit("c1", A, "a1");
        await BeatShouldFind(B, 60, true, A, B);
        (await Adopt(B, 60)).ShouldBeEmpty();
        await BeatShouldFind(A, 69, true, A, B);
        await BeatShouldFind(B, 70, true, A, B);

        await Beat(B, 75);
        await BeatShouldFind(B, 79.001, true, B);
        (await Adopt(B, 79.001)).ShouldBe(["a1"], "it went while others stayed");
    }

    [Fact]
    public async Task Nobody_is_gone_either_who_beat_a_little_before_the_last_one_that_could()
    {
        await Beat(A, 0);
        await Beat(B, 0);
        await Beat(A, 1);
        await Beat(B, 1.9);
        await BeatShouldFind(B, 11.5, true, A, B);
    }

    [Fact]
    public async Task A_lease_given_up_is_gone_at_once()
    {
        await Beat(A, 0);
        await Beat(B, 0);
        await store.Leave(A, None);
        await BeatShouldFind(B, 1, true, B);
    }

    [Fact]
    public async Task Effects_are_adopted_only_from_the_dead_and_only_once()
    {
        await Beat(A, 0);
        await Beat(B, 0);
        await Commit("c1", A, "a1");
        await Commit("c2", A, "a2");
        await Commit("c3", B, "b1");
        await Commit("c4", null, "nobody");

        await Beat(B, 5);
        (await Adopt(B, 9)).ShouldBe(["nobody"]);
        (await Adopt(B, 10)).ShouldBeEmpty();
        (await Task.WhenAll(Adopt(B, 11, 1), Adopt(B, 11, 1))).SelectMany(alerts => alerts).Order().ShouldBe(["a1", "a2"]);
        (await Adopt(B, 11)).ShouldBeEmpty("they are B's own now");
        (await Adopt(A, 12)).ShouldBeEmpty();
        await store.Leave(B, None);
        (await Adopt(A, 12)).ShouldBe(["a1", "a2", "b1", "nobody"], "the oldest first");
    }

    [Fact]
    public async Task An_adopted_effect_brings_none_of_its_customers_others_along()
    {
        await Beat(A, 0);
        await store.Commit([Of("c1", 0, "e1").Effects(new Effect.RaiseAlert("a1", ""), new Effect.RaiseAlert("a2", "")) with { Process = A }], None);
        await store.Leave(A, None);
        await Beat(B, 20);
        await store.Commit([Of("c1", 1, "e2").Effects(new Effect.RaiseAlert("b1", "")) with { Process = B }], None);

        (await Adopt(A, 21, 1)).ShouldBeEmpty("it has them under way");
        (await Adopt(B, 21, 1)).ShouldBe(["a1"]);
        (await Adopt(B, 21)).ShouldBe(["a2"]);
    }

    [Fact]
    public async Task A_process_whose_lease_lapsed_does_not_adopt_its_own()
    {
        await Beat(A, 0);
        await Commit("c1", A, "a1");

        (await Adopt(A, 60)).ShouldBeEmpty("it has them under way");
        (await Adopt(B, 60)).ShouldBe(["a1"]);
        (await Adopt(A, 60)).ShouldBe(["a1"], "B is not living either");
    }

    [Fact]
    public async Task An_adoption_whose_answer_was_lost_is_answered_again_to_its_attempt_alone()
    {
        await Beat(B, 0);
        await Commit("c1", A, "a1");
        await Commit("c2", B, "b1");

        (await Adopt(B, 7, 1, 10)).ShouldBe(["a1"]);
        await Commit("c3", A, "a2");
        (await Adopt(B, 7, 2, 10)).ShouldBe(["a1", "a2"], "what came since goes with it");
        (await Adopt(B, 8, 3, 10)).ShouldBeEmpty();
        (await Adopt(A, 7, 3, 10)).ShouldBeEmpty("another's attempt of the same number");
    }

    [Fact]
    public async Task After_a_restore_whoever_held_a_lease_is_gone()
    {
        await Beat(A, 0);
        await Commit("c1", A, "a1");

        await store.EndAll(None);

        await BeatShouldFind(B, 1, true, B);
        (await Adopt(B, 1)).ShouldBe(["a1"]);
    }

    [Fact]
    public async Task Without_a_given_instant_the_database_tells_the_time()
    {
        (await store.Beat(A, Lease, null, None)).InOrder.ShouldBe([A]);
        (await store.Beat(B, Lease, DateTimeOffset.UnixEpoch.AddDays(1), None)).InOrder.ShouldBe([A, B]);
        (await store.Beat(A, Lease, null, None)).InOrder.ShouldBe([A], "1970 is long past");
    }

    private async Task<(ProcessId[] Living, bool Seen)> Beat(ProcessId process, double second)
    {
        var living = await store.Beat(process, Lease, Noon.AddSeconds(second), None);
        return ([.. living.InOrder], living.Seen);
    }

    private async Task BeatShouldFind(ProcessId process, double second, bool seen, params ProcessId[] living)
    {
        var found = await Beat(process, second);
        found.Living.ShouldBe(living);
        found.Seen.ShouldBe(seen);
    }

    private Task<List<string>> Adopt(ProcessId process, double second, int limit = 10) => Adopt(process, Interlocked.Increment(ref attempts), second, limit);

    private async Task<List<string>> Adopt(ProcessId process, long attempt, double second, int limit) =>
        [.. (await store.Adopt(process, attempt, limit, Noon.AddSeconds(second), None)).Select(row => ((Effect.RaiseAlert)row.Effect).Alert)];

    private async Task Commit(string customer, ProcessId? process, string alert) =>
        (await store.Commit([Of(customer, 0, alert).Effects(new Effect.RaiseAlert(alert, "")) with { Process = process }], None))[0].ShouldBeOfType<CommitOutcome.Committed>();
}

/// <summary>A schema of its own in the shared cluster.</summary>
internal sealed class Schema(PostgresCluster cluster)
{
    private readonly string name = $"t{Guid.NewGuid():N}";
    private bool made;

    private string ConnectionString => new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { SearchPath = name, MaxPoolSize = 8 }.ConnectionString;

    /// <param name="process">How its connections are called.</param>
    public async Task<PostgresStore> Open(string process = "")
    {
        if (!made)
        {
            await Run($"create schema {name}");
            made = true;
        }

        return await PostgresStore.Open($"{ConnectionString};Application Name={name}{process}", CancellationToken.None);
    }

    /// <summary>Ends a process's connections, as its death does.</summary>
    public Task Cut(string process) => Run($"select pg_terminate_backend(pid) from pg_stat_activity where application_name = '{name}{process}'");

    public Task Drop() => Run($"drop schema {name} cascade");

    public async Task Run(string text)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync();
    }
}
