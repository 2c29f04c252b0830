using System.Net;
using System.Net.Sockets;

namespace Conversations.Silo;

/// <summary>Where this silo stands, from the section <c>Cluster</c>.</summary>
public sealed class SiloSettings
{
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

    internal IPAddress Address => AdvertisedAddress is { Length: > 0 } given ? IPAddress.Parse(given) : OwnAddress();

    private static IPAddress OwnAddress() =>
        Dns.GetHostAddresses(Dns.GetHostName()).FirstOrDefault(static address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))
        ?? IPAddress.Loopback;
}
