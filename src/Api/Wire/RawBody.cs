using System.Buffers;

namespace Conversations.Api.Wire;

/// <summary>Reads a body as the bytes that came: signatures are over them.</summary>
public static class RawBody
{
    /// <summary>So much of a body that is too large is read and thrown away, so that the caller hears the answer instead of a broken connection.</summary>
    public const int DrainBytesMax = 32 * 1024 * 1024;

    /// <summary>The bytes, or null where there are more than <paramref name="bytesMax"/>.</summary>
    public static async Task<ReadOnlyMemory<byte>?> Read(HttpRequest request, int bytesMax)
    {
        var known = request.ContentLength is { } length && length <= bytesMax ? (int)length : 16 * 1024;
        var whole = new ArrayBufferWriter<byte>(Math.Max(known, 1));
        var reader = request.BodyReader;
        long total = 0;
        while (true)
        {
            var result = await reader.ReadAsync();
            foreach (var segment in result.Buffer)
            {
                total += segment.Length;
                if (total <= bytesMax)
                {
                    whole.Write(segment.Span);
                }
            }

            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                // The type must be said: a bare null would become an empty body.
                return total <= bytesMax ? whole.WrittenMemory : (ReadOnlyMemory<byte>?)null;
            }

            if (total > DrainBytesMax)
            {
                return null;
            }
        }
    }
}

public static class BodyTypes
{
    /// <summary>Bodies of the contract are JSON whatever their content type says: a caller without the header is understood, not sent away. Webhooks are read as bytes anyway.</summary>
    public static void UseJsonWhateverItSays(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase) || context.Request.Path.StartsWithSegments("/simulator", StringComparison.OrdinalIgnoreCase))
        {
            context.Request.ContentType = "application/json";
        }

        return next(context);
    });
}
