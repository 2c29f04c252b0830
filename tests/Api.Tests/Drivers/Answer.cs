using System.Net.Http.Headers;
using System.Text.Json;

namespace Conversations.Api.Tests.Drivers;

/// <summary>What came back. <paramref name="Body"/> is undefined where it is empty or no JSON.</summary>
public sealed record Answer(int Status, string Text, JsonElement Body, string? MediaType, HttpResponseHeaders Headers)
{
    public string? Detail => Body.GetProperty("detail").GetString();

    /// <summary>The paths that a problem names.</summary>
    public IReadOnlyList<string> Faults => Body.TryGetProperty("errors", out var errors) ? [.. errors.EnumerateObject().Select(static error => error.Name)] : [];

    public static async Task<Answer> Of(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        var type = answer.Content.Headers.ContentType?.MediaType;
        return new((int)answer.StatusCode, text, text.Length > 0 && type?.EndsWith("json", StringComparison.Ordinal) == true ? JsonElement.Parse(text) : default, type, answer.Headers);
    }
}
