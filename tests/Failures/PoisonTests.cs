using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Failures.Engine;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Failures;

/// <summary>Customers whose stored state makes the engine fail: they stand still alone, visibly, and go on where they stopped once the fault is mended.</summary>
public sealed class PoisonTests(ITestOutputHelper output)
{
    private const int Victims = 3;

    [Fact]
    public async Task A_poisoned_customer_stands_still_alone_and_is_replayed()
    {
        var rounds = Trial.Rounds(2);
        await using var database = new SqliteFile();
        await using var trial = await Trial.Begin(database, 20261130, output);
        var parked = 0;
        using (var api = await trial.Start())
        {
            await trial.Load(api.Url, CancellationToken.None);
            await trial.Settle(api.Url);
            await trial.Stop(api);
        }

        for (var round = 0; round < rounds; round++)
        {
            var spoiled = await Spoil(trial);
            using var api = await trial.Start();
            await trial.Load(api.Url, CancellationToken.None);
            await trial.Settle(api.Url);
            using var console = new HttpClient { BaseAddress = api.Url };
            console.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Sender.Key);
            (await Parked(console)).Except(spoiled).ShouldBeEmpty("only the poisoned stand still");
            await Mend(trial);

            // Looked at again: until then another could meet its poison, by a slot or a wake-up that came late.
            var listed = await Parked(console);
            listed.Except(spoiled).ShouldBeEmpty("only the poisoned stand still");
            if (listed.Count > 0)
            {
                api.Log.ShouldContain("is parked");
            }

            foreach (var customer in listed)
            {
                var retried = await Ask(console, HttpMethod.Post, $"/v1/stores/shop/parked/{customer}/retry");
                ((int)retried["left"]!).ShouldBe(0);
            }

            (await Parked(console)).ShouldBeEmpty();
            parked += listed.Count;
            await trial.Stop(api);
        }

        trial.Sender.Acknowledged.IsSupersetOf(trial.Sender.Kept).ShouldBeTrue();
        await trial.Finish();
        trial.Tell(rounds);
        output.WriteLine($"{parked} customers stood still, {trial.Sender.Kept.Count} events were kept meanwhile");
        parked.ShouldBeGreaterThan(0);
    }

    /// <summary>Makes the state of some customers unreadable, while no engine runs.</summary>
    private static async Task<List<string>> Spoil(Trial trial)
    {
        var customers = (await trial.Database.Rows("select customer from snapshots order by customer")).ConvertAll(static row => row[0]);
        var spoiled = new List<string>();
        while (customers.Count > 0 && spoiled.Count < Victims)
        {
            var victim = customers[trial.Dice.Below(customers.Count)];
            customers.Remove(victim);
            spoiled.Add(victim);
            await trial.Database.Rows($"update snapshots set snapshot = '!' || snapshot where customer = '{victim}'");
        }

        return spoiled;
    }

    private static async Task Mend(Trial trial) =>
        await trial.Database.Rows("update snapshots set snapshot = substr(snapshot, 2) where snapshot like '!%'");

    private static async Task<List<string>> Parked(HttpClient console) =>
        [.. (await Ask(console, HttpMethod.Get, "/v1/stores/shop/parked"))["customers"]!.AsArray().Select(static customer => (string)customer!["customerId"]!)];

    private static async Task<JsonNode> Ask(HttpClient console, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await console.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
