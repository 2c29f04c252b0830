using Conversations.Customers;
using Conversations.Simulation.Memory;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests;

/// <summary>Rules that are changed and read at the same time, here and by other processes.</summary>
public sealed class RulesBookTests : IDisposable
{
    private readonly IStoreRecords records = Meanwhile.Over(new MemoryStore(new NoHook()));
    private readonly RulesBook here;
    private readonly RulesBook elsewhere;

    public RulesBookTests() => (here, elsewhere) = (new RulesBook(records), new RulesBook(records));

    public void Dispose()
    {
        here.Dispose();
        elsewhere.Dispose();
    }

    [Fact]
    public async Task Rules_published_while_the_documents_are_read_again_are_not_taken_back()
    {
        await here.Publish(Host.Store, Named("first"), default);
        await here.Current(Host.Store, default);
        During(() => here.Publish(Host.Store, Named("second"), default));

        await here.Refresh(default);

        (await here.Current(Host.Store, default)).Policy.StoreName.ShouldBe("second");
    }

    [Fact]
    public async Task Two_processes_that_publish_at_the_same_time_never_write_one_version_twice()
    {
        Rules? other = null;
        During(async () => other = await elsewhere.Publish(Host.Store, Named("elsewhere"), default));

        var own = await here.Publish(Host.Store, Named("here"), default);

        own.Version.ShouldNotBe(other!.Version);
        (await records.Documents(Host.Store, "rules/", default)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_change_made_elsewhere_at_the_same_time_is_kept_under_the_one_made_here()
    {
        await here.Publish(Host.Store, Host.Rulebook, default);
        await here.Current(Host.Store, default);
        During(() => elsewhere.Change(Host.Store, rules => rules! with { Policy = rules.Policy with { StoreName = "elsewhere" } }, default));

        await here.Change(Host.Store, rules => rules! with { Policy = rules.Policy with { StoreUrl = "https://here.example" } }, default);

        var policy = (await elsewhere.Stored(Host.Store, default))!.Policy;
        (policy.StoreName, policy.StoreUrl).ShouldBe(("elsewhere", "https://here.example"));
    }

    [Fact]
    public async Task Whoever_looks_for_newer_rules_reads_none_of_those_before_the_ones_it_knows()
    {
        for (var version = 1; version <= 20; version++)
        {
            await here.Publish(Host.Store, Named($"{version}"), default);
        }

        await elsewhere.Current(Host.Store, default);
        await here.Publish(Host.Store, Named("21"), default);
        await here.Publish(Host.Store, Named("22"), default);
        ((Meanwhile)records).Read = 0;

        await elsewhere.Refresh(default);
        await elsewhere.Publish(Host.Store, Named("23"), default);

        (await elsewhere.Current(Host.Store, default)).Version.ShouldBe(23);
        ((Meanwhile)records).Read.ShouldBe(4, "the one it knew, two newer ones, and the newest again");
    }

    [Fact]
    public async Task Rules_that_were_emptied_elsewhere_and_begun_anew_are_read_from_their_beginning()
    {
        await here.Publish(Host.Store, Named("first"), default);
        await here.Publish(Host.Store, Named("second"), default);
        await elsewhere.Current(Host.Store, default);
        ((Meanwhile)records).Records = new MemoryStore(new NoHook());
        here.Forget(Host.Store);
        await here.Publish(Host.Store, Named("anew"), default);

        await elsewhere.Refresh(default);

        (await elsewhere.Current(Host.Store, default)).Version.ShouldBe(1);
    }

    private static Rules Named(string name) => Host.Rulebook with { Policy = Host.Rulebook.Policy with { StoreName = name } };

    private void During(Func<Task> happens) => ((Meanwhile)records).Happens = happens;
}
