using Conversations.Api.Settings;
using Conversations.Silo;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace Silo.Tests;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("SiloPort", "abc", "'abc' is not a whole number")]
    [InlineData("SiloPort", "0", "0 is not a port from 1 to 65535")]
    [InlineData("SiloPort", "65536", "65536 is not a port from 1 to 65535")]
    [InlineData("GatewayPort", "-1", "-1 is not a port from 0 to 65535")]
    [InlineData("AdvertisedAddress", "localhost", "'localhost' is not an IP address")]
    [InlineData("ClusterId", " ", "missing; silos with the same one on the same database are one cluster")]
    [InlineData("Naem", "silo1", "there is no such setting")]
    public async Task A_wrong_setting_of_the_cluster_is_named_before_anything_starts(string setting, string value, string fault)
    {
        string[] demo = ["--environment", "Development", "--Storage:ConnectionString", "Host=127.0.0.1;Port=1"];
        var refused = await Should.ThrowAsync<SettingsException>(() => Program.Build([.. demo, $"--Cluster:{setting}", value]));

        refused.Faults.ShouldBe([$"Cluster:{setting}: {fault}"]);
    }

    [Fact]
    public void The_extremes_of_the_ports_are_allowed() =>
        SiloSettings.Faults(new ConfigurationBuilder().AddInMemoryCollection([new("Cluster:SiloPort", "65535"), new("Cluster:GatewayPort", "0"), new("Cluster:AdvertisedAddress", "::1")]).Build()).ShouldBeEmpty();
}
