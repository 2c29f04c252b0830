using System.Text.Json;

namespace Conversations.Configuration;

/// <summary>The words of documents for the members of an enum: <c>cartIdle</c>; <c>CART_IDLE</c> and <c>cart-idle</c> mean the same.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static string List<T>(IReadOnlyCollection<T> allowed)
        where T : struct, Enum => string.Join(", ", allowed.Select(Of));

    public static T? Parse<T>(string text, IReadOnlyCollection<T> allowed)
        where T : struct, Enum
    {
        var plain = Plain(text);
        foreach (var value in allowed)
        {
            if (string.Equals(value.ToString(), plain, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    private static string Plain(string text) => text.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
