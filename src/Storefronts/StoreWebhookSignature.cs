using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Conversations.Storefronts;

/// <summary>
/// Signs what the engine tells the store's own webhook. The header is <c>X-Conversations-Signature: t=1772362800,v1=&lt;hex&gt;</c>: Unix seconds, and the
/// lower-case hex HMAC-SHA256, keyed with the store's webhook secret (UTF-8), of <c>t</c>, a full stop and the body's bytes. The time is
/// signed with the body, so that a receiver can refuse what was recorded and is played again.
/// </summary>
public static class StoreWebhookSignature
{
    public const string Header = "X-Conversations-Signature";

    /// <summary>The header's value for this body. Throws <see cref="ArgumentException"/> on an empty secret: it would sign nothing.</summary>
    public static string Sign(ReadOnlySpan<byte> body, string secret, DateTimeOffset at)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.UTF8.GetBytes($"{seconds}."));
        hash.AppendData(body);
        return $"t={seconds},v1={Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}
