using System.Net.ServerSentEvents;
using System.Text.Json;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Silo.Tests.Drivers;
using Silo.Tests.Silos;
using Xunit;

namespace Silo.Tests;

public sealed class LiveTests(DemoDriver demo) : IClassFixture<DemoDriver>
{
    [Fact]
    public async Task Whoever_watches_any_silo_hears_of_the_commits_of_all()
    {
        using var patience = new CancellationTokenSource(World.Patience);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = demo.Http.DefaultRequestHeaders.Authorization;
        var consoles = await Task.WhenAll(ThreeSilos.Of(demo.Http.BaseAddress!).Select(silo => Listen(http, silo, patience.Token)));

        var customers = new HashSet<string>();
        for (var place = 0; place < 12; place++)
        {
            customers.Add(await demo.Take(Shop.Cart($"+336123459{place:00}")));
        }

        foreach (var console in consoles)
        {
            var missing = customers.ToHashSet();
            while (missing.Count > 0)
            {
                (await console.MoveNextAsync()).ShouldBeTrue();
                missing.Remove(JsonElement.Parse(console.Current.Data).GetProperty("customerId").GetString()!);
            }

            await console.DisposeAsync();
        }
    }

    /// <summary>From here on nothing is missed.</summary>
    private static async Task<IAsyncEnumerator<SseItem<string>>> Listen(HttpClient http, Uri silo, CancellationToken cancellationToken)
    {
        var changes = await http.GetStreamAsync(new Uri(silo, $"{DemoDriver.Store}/changes"), cancellationToken);
        var console = SseParser.Create(changes).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await console.MoveNextAsync();
        console.Current.EventType.ShouldBe("listening");
        return console;
    }
}
