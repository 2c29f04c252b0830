using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Conversations.WhatsApp.Simulator;

/// <summary>
/// Message ids: <c>wamid.</c> and base64, counted up. Never the same twice, neither after a reset nor after a restart over a kept
/// database (an id that was received before would be taken for a repeat): the count begins with the ticks of the start.
/// </summary>
internal sealed class Wamids
{
    private long count = TimeProvider.System.GetUtcNow().UtcTicks;

    public string Next(string phone)
    {
        Span<byte> counted = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counted, Interlocked.Increment(ref count));
        var digest = SHA256.HashData([.. System.Text.Encoding.ASCII.GetBytes(phone), .. counted]);
        return $"wamid.HBgL{Convert.ToBase64String([.. digest.AsSpan(0, 16), .. counted])}";
    }
}
