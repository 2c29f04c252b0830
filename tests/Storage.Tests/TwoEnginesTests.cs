using Conversations.Actors;
using Conversations.Actors.Time;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Storage.Postgres;
using Conversations.Storage.Tests.Engines;
using Shouldly;
using Xunit;

namespace Conversations.Storage.Tests;

/// <summary>Two processes on one PostgreSQL: nothing is lost and nothing doubled, however one of them ends.</summary>
[Collection(nameof(PostgresCluster))]
public sealed class TwoEnginesTests : IAsyncLifetime
{
    private const int Customers = 30;

    /// <summary>A test that waits longer waits for something that never comes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Schema schema;
    private readonly VirtualClock clock = new(Turns.Noon, running: false);
    private readonly Outside outside;
    private readonly List<EngineProcess> processes = [];
    private readonly List<(CustomerKey Customer, CustomerInput Input)> told = [];
    private PostgresStore looker = null!;

    public TwoEnginesTests(PostgresCluster cluster)
    {
        schema = new Schema(cluster);
        outside = new Outside { Now = clock.GetUtcNow };
    }

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync() => looker = await schema.Open();

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
    public async Task A_rolling_restart_loses_nothing_and_doubles_nothing()
    {
        var old = await Start("a");
        var answers = Tell(old, 0, 90);
        var next = await Start("b");
        answers.AddRange(Tell(old, 90, 180));
        answers.AddRange(Tell(next, 90, 180));
        await Pass(2);
        answers.AddRange(Tell(old, 180, 270));
        await old.Stop();
        await Task.WhenAll(answers);
        await Should.ThrowAsync<OverloadedException>(() => Task.WhenAll(Tell(old, 270, 271)));
        await Task.WhenAll(Tell(next, 180, 300));
        await Pass(60);

        (await EveryEventEndedOnce()).ShouldBe(0);
        (await looker.PendingEffects(None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_parked_in_one_process_goes_on_there_once_another_got_on_with_it()
    {
        var faulty = true;
        var one = await Start("a", (customer, happened, rules) => faulty ? throw new InvalidOperationException("A fault of the decider.") : Script.Decide(customer, happened, rules));
        var other = await Start("b");
        await Pass(2);
        var customer = Turns.Customer("c1");
        for (var n = 0; n < 5; n++)
        {
            await Should.ThrowAsync<CustomerFaultException>(() => one.Engine.Tell(customer, Script.Event($"bad{n}", "note"), None));
        }

        faulty = false;
        await Should.ThrowAsync<CustomerParkedException>(() => one.Engine.Tell(customer, Script.Event("e1", "note"), None));
        await other.Engine.Tell(customer, Script.Event("e1", "note"), None);

        (await one.Engine.Tell(customer, Script.Event("e2", "note"), None)).ShouldBe(Taken.Accepted);
        (await one.Engine.Parked(None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_process_that_dies_is_carried_on_by_the_other()
    {
        var dying = await Start("a");
        var other = await Start("b");
        await Pass(2);
        await Task.WhenAll([.. Tell(dying, 0, 60), .. Tell(other, 60, 120), .. Due(dying, "d1"), .. Due(other, "d2")]).WaitAsync(Patience);
        await Pass(10);

        var hung = outside.Hang(3);
        var unanswered = Tell(dying, 120, 120 + Customers);
        await hung.WaitAsync(Patience);
        await dying.Kill();
        await Task.WhenAll(Tell(other, 120, 180)).WaitAsync(Patience);
        await Pass(5);
        (await looker.PendingEffects(None)).ShouldNotBeEmpty("the lease has not lapsed");
        await Pass(90);

        (await EveryEventEndedOnce()).ShouldBeInRange(3, 4, "the calls that hung, and one that may have been claimed and not made");
        (await looker.PendingEffects(None)).ShouldBeEmpty();
        foreach (var customer in (string[])["d1", "d2"])
        {
            (await Kinds(customer)).ShouldBe(["Noted", "Woken"], "the dead one led the waking");
        }

        unanswered.Count.ShouldBe(Customers, "one each: a customer's second call would wait for the first");
    }

    [Fact]
    public async Task What_a_living_process_has_under_way_is_left_to_it()
    {
        var one = await Start("a");
        var hung = outside.Hang(1);
        await Task.WhenAll(Tell(one, 0, 1));
        await hung.WaitAsync(Patience);
        var effect = (await looker.PendingEffects(None)).ShouldHaveSingleItem();
        await Start("b");
        await Pass(30, hangs: one);
        (await looker.PendingEffects(None)).ShouldHaveSingleItem().ShouldBe(effect);
        outside.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_process_has_under_way_is_left_to_it_over_a_time_in_which_the_database_was_away_for_all()
    {
        var one = await Start("a");
        var hung = outside.Hang(1);
        await Task.WhenAll(Tell(one, 0, 1));
        await hung.WaitAsync(Patience);
        var two = await Start("b");
        await Pass(2, hangs: one);
        var effect = (await looker.PendingEffects(None)).ShouldHaveSingleItem();

        one.Reaches = two.Reaches = false;
        await Pass(30, hangs: one);
        two.Reaches = true;
        await Pass(3, hangs: one);
        one.Reaches = true;
        await Pass(30, hangs: one);

        (await looker.PendingEffects(None)).ShouldHaveSingleItem().ShouldBe(effect);
        (await Kinds("c0")).ShouldNotContain("SendUnknown");
    }

    /// <summary>The first one has a burst to itself; the second one joins a second after its start, and so within a second of that burst or not.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public async Task Two_processes_together_keep_to_the_numbers_pace(double begins)
    {
        var one = await Start("a");
        var two = await Start("b");
        await Pass(begins);
        await Task.WhenAll([.. Tell(one, 0, 150), .. Tell(two, 150, 300)]);
        await Pass(6);

        var calls = outside.Calls;
        calls.Count.ShouldBeGreaterThan(280);
        foreach (var first in calls)
        {
            calls.Count(call => call.At >= first.At && call.At < first.At + TimeSpan.FromSeconds(1)).ShouldBeLessThanOrEqualTo(80);
        }
    }

    [Fact]
    public async Task A_number_that_changed_hands_elsewhere_is_not_taken_from_memory()
    {
        var one = await Start("a");
        var phone = new Alias(AliasKind.Phone, "+33600000001");
        var first = await Take(one, "e1", phone, new Alias(AliasKind.Bsuid, "FR.1"));
        (await Take(one, "e2", phone)).ShouldBe(first);

        var two = await Start("b");
        await Pass(2);
        var second = await Take(two, "e3", phone, new Alias(AliasKind.Bsuid, "FR.2"));
        second.ShouldNotBe(first);
        (await Take(one, "e4", phone)).ShouldBe(second, "the first process remembered it as the former owner's");
        (await one.Engine.Look(new CustomerKey(Turns.Store, first), None))!.Aliases.ShouldNotContain(phone);
    }

    [Fact]
    public async Task Two_first_inputs_at_once_in_two_processes_are_one_customer_by_every_alias()
    {
        var one = await Start("a");
        var two = await Start("b");
        await Pass(2);
        for (var person = 0; person < 12; person++)
        {
            var (phone, account, email) = (new Alias(AliasKind.Phone, $"+336000001{person:00}"), new Alias(AliasKind.StorefrontId, $"{person}"), new Alias(AliasKind.Email, $"{person}@example.com"));
            await Task.WhenAll(Take(one, $"a{person}", phone, account), Take(two, $"b{person}", account, email)).WaitAsync(Patience);
            var customer = await Take(one, $"c{person}", phone);
            (await Take(two, $"d{person}", email)).ShouldBe(customer);
        }
    }

    [Fact]
    public async Task News_told_to_any_process_are_walked_by_the_one_that_leads()
    {
        var one = await Start("a");
        var two = await Start("b");
        await Pass(2);
        var news = new CustomerInput.ProductNews(ProductChange.Restocked, new Conversations.Carts.Product { Id = "p1" }, null, null) { Id = "n1", Source = "events", At = Turns.Noon, OccurredAt = Turns.Noon };
        (await two.Engine.Announce(Turns.Store, "events", news, None)).ShouldBeTrue();
        (await one.Engine.Announce(Turns.Store, "events", news, None)).ShouldBeFalse();
        await two.InFlight.Settled(None);
        (await looker.OpenFanOuts(None)).Count.ShouldBe(1);
        await Pass(2);
        (await looker.OpenFanOuts(None)).ShouldBeEmpty();
    }

    private async Task<EngineProcess> Start(string name, Decide? decide = null)
    {
        var process = await EngineProcess.Start(schema, clock, outside, name, decide);
        processes.Add(process);
        return process;
    }

    /// <summary>Events for the same customers, whichever process they come to.</summary>
    private List<Task> Tell(EngineProcess process, int from, int to)
    {
        var answers = new List<Task>();
        for (var number = from; number < to; number++)
        {
            var (customer, input) = (Turns.Customer($"c{number % Customers}"), Script.Event($"e{number}"));
            answers.Add(process.Engine.Tell(customer, input, None));
            told.Add((customer, input));
        }

        return answers;
    }

    private static List<Task> Due(EngineProcess process, string customer) => [process.Engine.Tell(Turns.Customer(customer), Script.Event($"due-{customer}", "due"), None)];

    private async Task<CustomerId> Take(EngineProcess process, string id, params Alias[] aliases) =>
        (await process.Engine.Take(new Addressed(Turns.Store, Script.Event(id, "hello") with { Aliases = [.. aliases] }), None)).Customer;

    /// <summary>Step by step, with all that follows in the processes that live; in one, all but the one call that hangs. A step is shorter than a sender's burst.</summary>
    private async Task Pass(double seconds, EngineProcess? hangs = null)
    {
        for (var end = clock.GetUtcNow() + TimeSpan.FromSeconds(seconds); clock.GetUtcNow() < end;)
        {
            await clock.Move(clock.GetUtcNow() + TimeSpan.FromSeconds(0.1), new InFlight(), None).WaitAsync(Patience);
            foreach (var process in processes.Where(process => process.Living && process != hangs))
            {
                await process.InFlight.Settled(None).WaitAsync(Patience);
            }

            while (hangs?.InFlight.Count > 1)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>How many ended as unknown.</summary>
    private async Task<int> EveryEventEndedOnce()
    {
        var calls = outside.Calls.Select(call => call.Callback).ToList();
        calls.Distinct().Count().ShouldBe(calls.Count, "no message is sent twice");
        var unknown = 0;
        foreach (var group in told.DistinctBy(entry => entry.Input.Id).GroupBy(entry => entry.Customer.Customer))
        {
            var notes = (await Notes(group.Key.Value)).ToLookup(note => note.Name, note => note.Kind);
            foreach (var (_, input) in group)
            {
                notes[input.Id].ShouldBe(["Noted"], input.Id);
                var ends = notes[$"t-{input.Id}"].ToList();
                ends.ShouldBe(["SlotGranted", ends[^1]], input.Id);
                (ends[^1] == "SendUnknown" || calls.Contains($"{group.Key}/t-{input.Id}")).ShouldBeTrue(input.Id);
                ends[^1].ShouldBeOneOf("SendAccepted", "SendUnknown");
                unknown += ends[^1] == "SendUnknown" ? 1 : 0;
            }
        }

        return unknown;
    }

    private async Task<List<string>> Kinds(string customer) => [.. (await Notes(customer)).Select(note => note.Kind)];

    private async Task<List<(string Kind, string Name)>> Notes(string customer)
    {
        var stored = await looker.Load(Turns.Customer(customer), None);
        return [.. Written.Read<Customer>(stored!.Snapshot).Thread.Notes.Select(note => (note.Operator, note.Text))];
    }
}
