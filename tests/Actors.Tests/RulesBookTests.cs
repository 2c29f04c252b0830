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

    private static Rules Named(string name) => Host.Rulebook with { Policy = Host.Rulebook.Policy with { StoreName = name } };

    private void During(Func<Task> happens) => ((Meanwhile)records).Happens = happens;
}
