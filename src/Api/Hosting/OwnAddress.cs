using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Conversations.Api.Hosting;

/// <summary>Where this process is reached from this machine; known once the server listens.</summary>
public sealed class OwnAddress(IServer server)
{
    private static readonly string[] Anywhere = ["0.0.0.0", "[::]", "*", "+"];

    public Uri Url
    {
        get
        {
            var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? Program.DefaultUrl;
            return new Uri(Anywhere.Aggregate(address, static (known, any) => known.Replace($"//{any}:", "//127.0.0.1:", StringComparison.Ordinal)));
        }
    }
}
