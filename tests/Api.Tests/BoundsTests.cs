using System.Text;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>What a store's people put is bounded.</summary>
public sealed class BoundsTests(DemoDriver demo) : IClassFixture<DemoDriver>
{
    private const string Store = DemoDriver.Store;

    [Theory]
    [InlineData("policy", 1)]
    [InlineData("journeys/cart-recovery", 1)]
    [InlineData("quick-replies", 1)]
    [InlineData("knowledge", 5)]
    [InlineData("knowledge/a", 5)]
    public async Task A_body_over_its_megabytes_is_too_large_and_changes_nothing(string path, int megabytes)
    {
        var bytes = megabytes * 1024 * 1024;
        var before = (await demo.Send("GET", $"{Store}/{path}")).Text;
        var body = path == "quick-replies" ? "[]" : before;

        (await demo.Send("PUT", $"{Store}/{path}", body.PadRight(bytes + 1 - Encoding.UTF8.GetByteCount(body) + body.Length))).Status.ShouldBe(413);
        (await demo.Send("PUT", $"{Store}/{path}", $"5{new string(' ', bytes - 1)}")).Status.ShouldBe(400, "so much is read");

        (await demo.Send("GET", $"{Store}/{path}")).Text.ShouldBe(before);
    }

    [Fact]
    public async Task Articles_are_2000_at_most_however_they_come()
    {
        await Put("", $"[{string.Join(',', Enumerable.Range(0, 2001).Select(Article))}]", 400);
        await Put("", $"[{string.Join(',', Enumerable.Range(0, 2000).Select(Article))}]", 200);
        await Put("/a2000", Article(2000), 400);
        await Put("/a1999", Article(1999), 200);

        (await demo.Get($"{Store}/knowledge")).GetProperty("articles").GetArrayLength().ShouldBe(2000);

        async Task Put(string path, string body, int status) => (await demo.Send("PUT", $"{Store}/knowledge{path}", body)).Status.ShouldBe(status);

        static string Article(int number) => $$"""{"id":"a{{number}}","title":"t","body":"b","locale":"en"}""";
    }
}
