using System.Text.Json;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>A number that WhatsApp refuses, until somebody has mended what was wrong.</summary>
public sealed class ResumeTests(DemoDriver demo) : IClassFixture<DemoDriver>
{
    [Theory]
    [InlineData("131045", "the number is not registered")]
    [InlineData("131031", "the account is locked")]
    public async Task What_WhatsApp_stopped_goes_on_when_somebody_says_so(string code, string why)
    {
        await demo.Reset();
        await Faults($"{{\"errors\":{{\"{code}\":1.0}}}}");
        await demo.Says("+33612347301", "How long does delivery to France take?");
        await demo.Advance("PT10S");
        (await Blocked()).ShouldNotBeNull().ShouldContain(why);
        await Faults("{}");

        (await demo.Send("POST", $"{DemoDriver.Store}/numbers/resume")).Status.ShouldBe(200);

        (await Blocked()).ShouldBeNull();
    }

    private async Task Faults(string faults) => (await demo.Send("PUT", "/simulator/faults", faults)).Status.ShouldBe(200);

    private async Task<string?> Blocked() => (await demo.Get($"{DemoDriver.Store}/numbers")).GetProperty("numbers")[0].GetProperty("blocked") is { ValueKind: JsonValueKind.String } blocked ? blocked.GetString() : null;
}
