using Conversations.Actors;
using Conversations.Actors.Time;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Storage.Postgres;
using Conversations.Storage.Tests.Engines;
using Shouldly;
using Xunit;

namespace Conversations.Storage.Tests;

/// <summary>Two processes on one PostgreSQL: one erases a customer while the other has something for it in hand.</summary>
[Collection(nameof(PostgresCluster))]
public sealed class ErasedElsewhereTests : IAsyncLifetime
{
    /// <summary>Enough for an erasure that waits for nobody.</summary>
    private static readonly TimeSpan Chance = TimeSpan.FromSeconds(2);

    private static readonly Alias Phone = new(AliasKind.Phone, "+33600000001");
    private static readonly Alias Account = new(AliasKind.StorefrontId, "7");

    private readonly Schema schema;
    private readonly VirtualClock clock = new(Turns.Noon, running: false);
    private readonly List<EngineProcess> processes = [];
    private EngineProcess one = null!;
    private EngineProcess two = null!;
    private PostgresStore looker = null!;
    private Predicate<CustomerInput> erasesAt = static _ => false;
    private CustomerId erased;
    private Task erasing = Task.CompletedTask;

    public ErasedElsewhereTests(PostgresCluster cluster) => schema = new Schema(cluster);

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        looker = await schema.Open();
        var outside = new Outside { Now = clock.GetUtcNow };
        one = await EngineProcess.Start(schema, clock, outside, "a", Decider.Decide);
        two = await EngineProcess.Start(schema, clock, outside, "b", Decide);
        processes.AddRange([one, two]);
    }

    public async Task DisposeAsync()
    {
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        clock.Dispose();
        await looker.DisposeAsync();
        await schema.Drop();
    }

    [Fact]
    public async Task What_comes_for_somebody_erased_elsewhere_meanwhile_is_of_somebody_new_who_stays_silent()
    {
        erased = await Tell(one, "stop", granted: false, Phone);
        erasesAt = static input => input.Id == "late";
        var customer = await Tell(two, "late", granted: true, Phone);
        await Settle();

        customer.ShouldNotBe(erased);
        await OnlyOne(customer);
    }

    [Fact]
    public async Task Who_moves_into_somebody_about_to_be_erased_elsewhere_goes_along()
    {
        erased = await Tell(one, "stop", granted: false, Phone);
        await Later();
        await Tell(one, "granted", granted: true, Account);
        erasesAt = static input => input is CustomerInput.Moved;
        await Tell(two, "both", granted: true, Phone, Account);
        await Settle();

        await OnlyOne(await Tell(two, "again", granted: true, Phone, Account));
    }

    private async Task OnlyOne(CustomerId customer)
    {
        var names = await looker.Find(Turns.Store, [Phone, Account], None);
        var living = (await looker.Keys(null, 10, None)).Select(key => key.Customer).ToList();
        var state = await two.Engine.Look(Turns.Customer(customer.Value), None);
        var said = $"{string.Join(", ", living)}; {string.Join(", ", names)}; {(state is null ? "nobody" : Written.Of(state))}";
        living.ShouldBe([customer], said);
        names.GetValueOrDefault(Phone).ShouldBe(customer, said);
        state!.Consent.Allows.ShouldBeFalse(said);
        (await looker.PendingEffects(None)).ShouldBeEmpty(said);
    }

    private async Task<CustomerId> Tell(EngineProcess process, string id, bool granted, params Alias[] aliases) =>
        (await process.Engine.Take(new Addressed(Turns.Store, new CustomerInput.ConsentReported(granted, "checkout", null) { Id = id, Source = "events", At = Turns.Noon, OccurredAt = granted ? Turns.Noon.AddHours(-1) : Turns.Noon, Aliases = [.. aliases] }), None)).Customer;

    private Task<DateTimeOffset> Later() => clock.Move(clock.GetUtcNow() + TimeSpan.FromSeconds(5), new InFlight(), None);

    private async Task Settle()
    {
        await erasing;
        await Later();
        foreach (var process in processes)
        {
            await process.InFlight.Settled(None);
        }
    }

    private Decision Decide(Customer customer, CustomerInput happened, Rules rules)
    {
        if (erasesAt(happened))
        {
            erasesAt = static _ => false;
            erasing = Task.Run(() => one.Engine.Erase(Turns.Customer(erased.Value), None));
            erasing.Wait(Chance);
        }

        return Decider.Decide(customer, happened, rules);
    }
}
