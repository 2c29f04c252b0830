using System.Security.Cryptography;
using System.Text;

namespace Conversations.WhatsApp.Webhooks;

/// <summary>The GET by which the platform checks a new callback address. It carries no signature (M:webhooks/create-webhook-endpoint, 7 November 2025).</summary>
public static class Handshake
{
    /// <summary>The challenge to answer with (200, as plain text); null: refuse (403).</summary>
    /// <param name="mode"><c>hub.mode</c></param>
    /// <param name="token"><c>hub.verify_token</c></param>
    /// <param name="challenge"><c>hub.challenge</c></param>
    /// <param name="verifyTokens">Those of the stores.</param>
    public static string? Answer(string? mode, string? token, string? challenge, IEnumerable<string> verifyTokens)
    {
        if (mode != "subscribe" || string.IsNullOrEmpty(token) || string.IsNullOrEmpty(challenge))
        {
            return null;
        }

        var given = Encoding.UTF8.GetBytes(token);
        return verifyTokens.Any(known => known.Length > 0 && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(known), given)) ? challenge : null;
    }
}
