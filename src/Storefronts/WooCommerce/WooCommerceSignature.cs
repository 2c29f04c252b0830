using System.Text;
using System.Text.RegularExpressions;

namespace Conversations.Storefronts.WooCommerce;

/// <summary>
/// <c>X-WC-Webhook-Signature</c>: base64 of HMAC-SHA256 over the raw body. WooCommerce keys it with the secret after decoding the few entities that
/// WordPress escapes (<c>wp_specialchars_decode(secret, ENT_QUOTES)</c>; class-wc-webhook.php).
/// </summary>
public static partial class WooCommerceSignature
{
    private const int PingLengthMax = 64;

    public static bool Matches(ReadOnlySpan<byte> body, string? signature, IReadOnlyList<string> secrets) =>
        BodySignature.Matches(body, signature, [.. secrets.Select(secret => Encoding.UTF8.GetBytes(Decoded(secret)))]);

    /// <summary>
    /// True for what WooCommerce sends, unsigned, when a webhook is saved: the form body <c>webhook_id=N</c>. Anything but 200 shows the shop an error.
    /// </summary>
    public static bool IsPing(ReadOnlySpan<byte> body) => body.Length <= PingLengthMax && Ping.IsMatch(Encoding.ASCII.GetString(body));

    // In one pass, as WordPress does: "&amp;lt;" is "&lt;", not "<".
    private static string Decoded(string secret) => Entity.Replace(secret, found => found.Value.TrimStart('&', '#').TrimEnd(';').TrimStart('0').ToLowerInvariant() switch
    {
        "lt" or "60" => "<",
        "gt" or "62" => ">",
        "quot" or "34" or "x22" => "\"",
        "39" or "x27" => "'",
        _ => "&",
    });

    [GeneratedRegex(@"^webhook_id=[0-9]+\s*\z")]
    private static partial Regex Ping { get; }

    [GeneratedRegex("&(?:lt|gt|amp|quot|#0*(?:34|38|39|60|62)|#[xX](?:22|26|27));", RegexOptions.None)]
    private static partial Regex Entity { get; }
}
