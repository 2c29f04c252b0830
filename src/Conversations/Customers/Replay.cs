using System.Globalization;
using System.Text.Json;

namespace Conversations.Customers;

/// <summary>What folding a customer's inputs again showed.</summary>
public abstract record ReplayFinding
{
    private ReplayFinding()
    {
    }

    /// <summary>The stored snapshot, byte for byte.</summary>
    public sealed record Same : ReplayFinding;

    /// <summary><paramref name="Place"/>: the JSON path at which the snapshots part, or what is missing. Never a value: values are personal.</summary>
    public sealed record Different(string Place) : ReplayFinding;

    /// <summary>It cannot be folded by this program: another version of the decider wrote it.</summary>
    public sealed record Foreign(string Reason) : ReplayFinding;
}

/// <summary>Law L6: the inputs of a customer, folded with the rules that each was decided with, give the stored snapshot.</summary>
public static class Replay
{
    /// <summary>Folds the inputs onto a state.</summary>
    /// <param name="customer">The baseline: at birth <see cref="Customer"/> with its names alone.</param>
    /// <param name="inputs">In the order in which they were decided.</param>
    /// <param name="rulesOf">The rules of a version.</param>
    public static Customer Fold(Customer customer, IEnumerable<CustomerInput> inputs, Func<long, Rules> rulesOf) =>
        inputs.Aggregate(customer, (state, input) => Decider.Decide(state, input, rulesOf(input.RulesVersion)).Next);

    /// <summary>Folds from birth and compares with what is stored.</summary>
    /// <param name="birth">The customer before its first input, or as its last baseline was sealed.</param>
    /// <param name="inputs">All that are kept, with the version each led to, oldest first; those before the baseline or after the snapshot are left out.</param>
    /// <param name="version">The snapshot's.</param>
    /// <param name="snapshot">As it is stored.</param>
    /// <param name="rules">By version; a missing one is a difference.</param>
    public static ReplayFinding Verify(
        Customer birth, IReadOnlyList<(long Version, CustomerInput Input)> inputs, long version, string snapshot, IReadOnlyDictionary<long, Rules> rules)
    {
        if (Written.Read<Customer>(snapshot).DeciderVersion is var writer && writer != Decider.Version)
        {
            return new ReplayFinding.Foreign(string.Create(CultureInfo.InvariantCulture, $"written by version {writer} of the decider, this is {Decider.Version}"));
        }

        var state = birth;
        foreach (var (reached, input) in inputs.Where(input => input.Version > birth.Version && input.Version <= version))
        {
            if (reached != state.Version + 1)
            {
                return Missing("input", state.Version + 1);
            }

            if (!rules.TryGetValue(input.RulesVersion, out var decidedWith))
            {
                return Missing("rules", input.RulesVersion);
            }

            state = Decider.Decide(state, input, decidedWith).Next;
        }

        return state.Version != version
            ? Missing("input", state.Version + 1)
            : FirstDifference(Written.Of(state), snapshot) is { } place ? new ReplayFinding.Different(place) : new ReplayFinding.Same();
    }

    /// <summary>The JSON path of the first place at which two texts part; null where they are the same, byte for byte.</summary>
    public static string? FirstDifference(string folded, string stored)
    {
        if (string.Equals(folded, stored, StringComparison.Ordinal))
        {
            return null;
        }

        using var left = JsonDocument.Parse(folded);
        using var right = JsonDocument.Parse(stored);
        return Part(left.RootElement, right.RootElement, "$") ?? "$ (the same values in other bytes)";
    }

    private static string? Part(JsonElement left, JsonElement right, string path)
    {
        if (left.ValueKind != right.ValueKind)
        {
            return path;
        }

        return left.ValueKind switch
        {
            JsonValueKind.Object => PartOfObjects(left, right, path),
            JsonValueKind.Array => PartOfArrays(left, right, path),
            _ => left.GetRawText() == right.GetRawText() ? null : path,
        };
    }

    private static string? PartOfObjects(JsonElement left, JsonElement right, string path)
    {
        foreach (var property in left.EnumerateObject())
        {
            var inside = $"{path}.{Shown(property.Name)}";
            if (!right.TryGetProperty(property.Name, out var other))
            {
                return inside;
            }

            if (Part(property.Value, other, inside) is { } place)
            {
                return place;
            }
        }

        return right.EnumerateObject().Where(property => !left.TryGetProperty(property.Name, out _)).Select(property => $"{path}.{Shown(property.Name)}").FirstOrDefault();
    }

    private static string? PartOfArrays(JsonElement left, JsonElement right, string path)
    {
        var (length, other) = (left.GetArrayLength(), right.GetArrayLength());
        for (var i = 0; i < Math.Min(length, other); i++)
        {
            if (Part(left[i], right[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")) is { } place)
            {
                return place;
            }
        }

        return length == other ? null : string.Create(CultureInfo.InvariantCulture, $"{path}[{Math.Min(length, other)}]");
    }

    /// <summary>A field of ours by its name; keys of maps may be ids of the store's and are not shown.</summary>
    private static string Shown(string name) => name.All(char.IsAsciiLetter) ? name : "*";

    private static ReplayFinding.Different Missing(string what, long version) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{what} {version} is missing"));
}
