using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Shouldly;

namespace Tidy;

/// <summary>The project's own source files, as lines.</summary>
internal static class Sources
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<Source> All { get; } =
    [
        .. new[] { "src", "tests", "bench" }
            .Select(folder => Path.Combine(Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !Regex.IsMatch(path, "/(bin|obj|node_modules)/"))
            .Order(StringComparer.Ordinal)
            .Select(path => new Source(path, File.ReadAllLines(Path.Combine(Root, path)))),
    ];

    public static IEnumerable<Source> Under(string folder) => All.Where(source => source.Path.StartsWith(folder + "/", StringComparison.Ordinal));

    /// <summary>Fails with a line for every place that matches, and what stands instead.</summary>
    public static void HaveNo(this IEnumerable<Source> sources, string pattern, string instead)
    {
        var regex = new Regex(pattern, RegexOptions.CultureInvariant);
        var found = sources
            .SelectMany(source => source.Lines.Select((line, index) => (source.Path, Line: line, Number: index + 1)))
            .Where(place => regex.IsMatch(place.Line) && !place.Line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .Select(place => $"{place.Path}:{place.Number}: {place.Line.Trim()}")
            .ToList();
        found.ShouldBeEmpty(instead);
    }

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Conversations.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("Conversations.sln was not found above the tests.");
    }
}

internal sealed record Source(string Path, string[] Lines);
