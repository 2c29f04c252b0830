using System.Security.Cryptography;

namespace Conversations.Storefronts;

/// <summary>HMAC-SHA256 over a body as it was received, in base64.</summary>
internal static class BodySignature
{
    /// <summary>True where the signature was made with one of the secrets. Takes the same time whichever it is; an empty secret signs nothing.</summary>
    public static bool Matches(ReadOnlySpan<byte> body, string? signature, IReadOnlyList<byte[]> secrets)
    {
        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (signature is null || !Convert.TryFromBase64String(signature.Trim(), claimed, out var written) || written != claimed.Length)
        {
            return false;
        }

        var matches = false;
        foreach (var secret in secrets)
        {
            HMACSHA256.HashData(secret, body, computed);
            matches |= secret.Length > 0 && CryptographicOperations.FixedTimeEquals(computed, claimed);
        }

        return matches;
    }
}
