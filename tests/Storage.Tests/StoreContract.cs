using Conversations.Actors;
using Shouldly;
using Xunit;

namespace Conversations.Storage.Tests;

/// <summary>What every database behind the ports promises; written once, run by each.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    private protected SqlStore Store { get; set; } = null!;

    protected static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync() => Store = await Create();

    public async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        await Remove();
    }

    /// <summary>What a database holds that only the first version of the schema has been at.</summary>
    private protected static string FirstRows =>
        $"""
        insert into migrations (number, name) values (1, '0001_store');
        insert into customers (store, customer, name) values ('{Turns.Store.Value}', 'c1', 'René Dupré');
        insert into threads (store, customer, state, unread, name, listed_at) values ('{Turns.Store.Value}', 'c1', 'assistant', 0, 'René Dupré', 1);
        """;

    /// <summary>An empty database of its own.</summary>
    private protected abstract Task<SqlStore> Create();

    /// <summary>The same database, opened again.</summary>
    private protected abstract Task<SqlStore> Reopen();

    /// <summary>The same database, opened beside the first to look only.</summary>
    private protected abstract Task<SqlStore> OpenToRead();

    private protected abstract Task Remove();

    /// <summary>Every row of every table as text, search index included.</summary>
    private protected abstract Task<string> Everything();

    private protected static async Task ShouldFindFirstRows(SqlStore store) =>
        (await store.Threads(Turns.Store, new ThreadQuery(null, null, "rene", null, 10), None)).Threads.ShouldHaveSingleItem().CustomerId.Value.ShouldBe("c1");

    private protected async Task Commit(params Turn[] turns)
    {
        var outcomes = await Store.Commit(turns, None);
        outcomes.ShouldAllBe(outcome => outcome is CommitOutcome.Committed, string.Join("; ", outcomes));
    }

    private protected async Task<CommitOutcome> CommitOne(Turn turn) => (await Store.Commit([turn], None)).ShouldHaveSingleItem();
}
