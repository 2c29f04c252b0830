using System.Text;
using Conversations.Api.Operations;
using Conversations.Api.Wire;

namespace Conversations.Api.Rulebook;

/// <summary>Bodies that a reading takes as text, so that it can name every fault by its path.</summary>
internal static class RulesBody
{
    public const int BytesMax = 1024 * 1024;

    /// <summary>Says in the description what is answered to a body that is too large.</summary>
    public static RouteHandlerBuilder Bounded(this RouteHandlerBuilder endpoint, int bytesMax = BytesMax) =>
        endpoint.WithMetadata(new CanFail(413, $"The body is over {bytesMax / (1024 * 1024)} MB."));

    /// <summary>Null: over 1 MB.</summary>
    public static Task<string?> Read(HttpRequest request) => Read(request, BytesMax);

    /// <summary>Null: over the limit.</summary>
    public static async Task<string?> Read(HttpRequest request, int bytesMax) =>
        await RawBody.Read(request, bytesMax) is { } bytes ? Encoding.UTF8.GetString(bytes.Span).TrimStart('\uFEFF') : null;
}
