using System.Net;
using System.Text.Json;
using Conversations.Actors;
using Conversations.WhatsApp.Webhooks;

namespace Conversations.WhatsApp.Sending;

/// <summary>Reads the Graph API's answer to a send.</summary>
public static class GraphAnswer
{
    /// <summary>
    /// 2xx with a message id: accepted (not delivered). An error body: rejected, whatever the status, since throttling comes as 400, 403 or 429
    /// (M:support/error-codes). A 4xx without one is rejected by its status. Everything else may have gone out.
    /// </summary>
    public static SendResult Read(HttpStatusCode status, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.Member("error") is { ValueKind: JsonValueKind.Object } error && error.Integer("code") is { } code)
            {
                return new SendResult.Rejected(code, ConversationTranslation.DetailOf(error));
            }

            if ((int)status is >= 200 and < 300 && root.Items("messages").FirstOrDefault().Filled("id") is { } wamid)
            {
                return new SendResult.Accepted(wamid, root.Items("contacts").FirstOrDefault().Filled("wa_id")?.Trim());
            }
        }
        catch (JsonException)
        {
            // Told apart by the status below.
        }

        return (int)status switch
        {
            401 => new SendResult.Rejected(190, "401 without a reason"),
            403 => new SendResult.Rejected(10, "403 without a reason"),
            408 => new SendResult.Unknown("408"),
            429 => new SendResult.Rejected(130429, "429 without a reason"),
            >= 300 and < 500 => new SendResult.Rejected(100, $"{(int)status} without a reason"),
            _ => new SendResult.Unknown($"{(int)status} without a message id"),
        };
    }
}
