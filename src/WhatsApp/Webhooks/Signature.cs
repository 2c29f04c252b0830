using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Conversations.WhatsApp.Webhooks;

/// <summary>
/// <c>X-Hub-Signature-256: sha256=&lt;hex&gt;</c>: HMAC-SHA256 over the body with the app secret
/// (M:webhooks/create-webhook-endpoint, 7 November 2025).
/// </summary>
public static class Signature
{
    /// <summary>The header to look for.</summary>
    public const string Header = "X-Hub-Signature-256";

    private const string Prefix = "sha256=";

    /// <summary>True where the header signs these bytes with one of the secrets.</summary>
    public static bool IsValid(ReadOnlySpan<byte> body, string? header, IEnumerable<string> secrets) => Signing(body, header, secrets).Count > 0;

    /// <summary>Those of the secrets with which the header signs these bytes. Constant time per secret; anybody may send anything here, so the bytes are made ready once, however many secrets there are.</summary>
    public static IReadOnlySet<string> Signing(ReadOnlySpan<byte> body, string? header, IEnumerable<string> secrets)
    {
        var signing = new HashSet<string>(StringComparer.Ordinal);
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!TryParse(header, given))
        {
            return signing;
        }

        // Meta signs the escaped form. The wire normally is that form; where a proxy un-escaped it, only the second try fits.
        var escaped = body.ContainsAnyExceptInRange((byte)0, (byte)'~') && Utf8.IsValid(body) ? Escaped(body) : null;
        foreach (var secret in secrets.Where(static secret => secret.Length > 0).Distinct(StringComparer.Ordinal))
        {
            if (Matches(body, given, secret) || (escaped is not null && Matches(escaped, given, secret)))
            {
                signing.Add(secret);
            }
        }

        return signing;
    }

    /// <summary>The header's value for a body: what the platform sends.</summary>
    public static string Of(ReadOnlySpan<byte> body, string secret) =>
        Prefix + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    private static bool TryParse(string? header, Span<byte> given) =>
        header is not null
        && header.Length == Prefix.Length + (2 * given.Length)
        && header.StartsWith(Prefix, StringComparison.Ordinal)
        && Convert.FromHexString(header.AsSpan(Prefix.Length), given, out _, out _) == System.Buffers.OperationStatus.Done;

    private static bool Matches(ReadOnlySpan<byte> body, ReadOnlySpan<byte> given, string secret)
    {
        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, computed);
        return CryptographicOperations.FixedTimeEquals(computed, given);
    }

    private static byte[] Escaped(ReadOnlySpan<byte> body)
    {
        var units = Encoding.UTF8.GetString(body);
        var escaped = new byte[units.Length + (5 * units.Count(static unit => unit > '~'))];
        var length = 0;
        foreach (var unit in units)
        {
            if (unit <= '~')
            {
                escaped[length++] = (byte)unit;
                continue;
            }

            "\\u"u8.CopyTo(escaped.AsSpan(length));
            ((int)unit).TryFormat(escaped.AsSpan(length + 2), out _, "x4", CultureInfo.InvariantCulture);
            length += 6;
        }

        return escaped;
    }
}
