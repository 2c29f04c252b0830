using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Conversations.Api.Settings;

namespace Conversations.Silo;

/// <summary>Where this silo stands, from the section <c>Cluster</c>.</summary>
public sealed class SiloSettings
{
    public const string Section = "Cluster";

    /// <summary>Silos with the same name and database are one cluster (default <c>conversations</c>).</summary>
    public string ClusterId { get; init; } = "conversations";

    /// <summary>What this silo is called in logs and views; default: host and port.</summary>
    public string? Name { get; init; }

    /// <summary>Where the other silos reach this one; default: this host's first IPv4 address, or loopback where there is none.</summary>
    public string? AdvertisedAddress { get; init; }

    /// <summary>Between silos (default 11111). Never open it to the outside: whoever reaches it is trusted.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>For Orleans clients; 0 (default): none is open, since the API is in the silo itself.</summary>
    public int GatewayPort { get; init; }

    /// <summary>Each fault as <c>path: what is wrong</c>; none when the silo can start.</summary>
    public static IReadOnlyList<string> Faults(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var faults = UnreadableSettings.In(section, typeof(SiloSettings)).Select(static fault => $"{fault.Path}: {fault.Fault}").ToList();
        if (section[nameof(ClusterId)] is { } cluster && string.IsNullOrWhiteSpace(cluster))
        {
            faults.Add($"{Section}:{nameof(ClusterId)}: missing; silos with the same one on the same database are one cluster");
        }

        if (section[nameof(AdvertisedAddress)] is { Length: > 0 } address && !IPAddress.TryParse(address, out _))
        {
            faults.Add($"{Section}:{nameof(AdvertisedAddress)}: '{address}' is not an IP address");
        }

        foreach (var (name, min) in new[] { (nameof(SiloPort), 1), (nameof(GatewayPort), 0) })
        {
            if (int.TryParse(section[name], NumberStyles.Integer, CultureInfo.InvariantCulture, out var port) && (port < min || port > IPEndPoint.MaxPort))
            {
                faults.Add($"{Section}:{name}: {port} is not a port from {min} to {IPEndPoint.MaxPort}");
            }
        }

        return faults;
    }

    internal IPAddress Address => AdvertisedAddress is { Length: > 0 } given ? IPAddress.Parse(given) : OwnAddress();

    private static IPAddress OwnAddress() =>
        Dns.GetHostAddresses(Dns.GetHostName()).FirstOrDefault(static address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))
        ?? IPAddress.Loopback;
}
