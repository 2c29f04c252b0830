using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Conversations.Api.Settings;

/// <summary>Finds what cannot be read. The binder would leave it out without a word, and with it the whole store or key it stands in.</summary>
public static class UnreadableSettings
{
    /// <summary>Each path, and what is wrong there. Only values that cannot be secrets are repeated.</summary>
    public static IEnumerable<(string Path, string Fault)> In(IConfigurationSection section, Type type)
    {
        var holds = Nullable.GetUnderlyingType(type) ?? type;
        var isValue = holds.IsValueType || holds == typeof(string);
        var below = section.GetChildren().SelectMany(child => !isValue && Member(holds, child.Key) is { } member
            ? In(child, member)
            : [(child.Path, "there is no such setting")]);
        return (isValue ? WrongValue(section.Value, holds) : WrongParent(section.Value)) is { } wrong ? below.Prepend((section.Path, wrong)) : below;
    }

    private static Type? Member(Type type, string name) => type.IsGenericType
        ? type.GetGenericArguments()[^1]
        : type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)?.PropertyType;

    private static string? WrongParent(string? value) => string.IsNullOrEmpty(value) ? null : "has no value itself, only settings below it";

    private static string? WrongValue(string? value, Type type) => type switch
    {
        _ when value is null || type == typeof(string) => null,
        _ when type == typeof(bool) => bool.TryParse(value, out _) ? null : $"'{value}' is neither true nor false",
        _ when type == typeof(int) => int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) ? null : $"'{value}' is not a whole number",
        { IsEnum: true } => Enum.GetNames(type).Contains(value.Trim(), StringComparer.OrdinalIgnoreCase) ? null : $"'{value}' is none of {string.Join(", ", Enum.GetNames(type)).ToLowerInvariant()}",
        _ => throw new UnreachableException($"A setting of type {type.Name}."),
    };
}
