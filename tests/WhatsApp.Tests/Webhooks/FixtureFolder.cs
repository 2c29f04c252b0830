using Xunit;

namespace Conversations.WhatsApp.Tests.Webhooks;

/// <summary>A test of what was recorded: skipped, for all to see, where that is not beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RecordedFactAttribute : FactAttribute
{
    public RecordedFactAttribute() => Skip = FixtureFolder.Path is null ? "There is no ../shared/fixtures beside the repository." : null;
}

/// <summary>Recorded webhooks and calls that lie beside the repository, with an index of what must be read from each.</summary>
internal static class FixtureFolder
{
    public static string? Path { get; } = Find();

    /// <summary>The rows of the index whose kind begins so: file (absolute), kind, what must be read.</summary>
    public static IReadOnlyList<(string File, string Kind, string Expected)> Rows(string folder) => Path is null
        ? []
        : [.. File.ReadLines(System.IO.Path.Combine(Path, "index.tsv"))
            .Skip(1)
            .Select(line => line.Split('\t'))
            .Where(columns => columns[0].StartsWith(folder + "/", StringComparison.Ordinal))
            .Select(columns => (System.IO.Path.Combine(Path, columns[0]), columns[2], columns[3]))];

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Conversations.sln")))
            {
                var fixtures = System.IO.Path.Combine(folder.Parent?.FullName ?? "", "shared", "fixtures");
                return Directory.Exists(fixtures) ? fixtures : null;
            }
        }

        return null;
    }
}
