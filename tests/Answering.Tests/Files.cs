using Xunit;

namespace Conversations.Answering.Tests;

/// <summary>A test on others' data: skipped, for all to see, where they are not beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MeasuringTheoryAttribute : TheoryAttribute
{
    public MeasuringTheoryAttribute() => Skip = Files.MeasuringFolder is null ? "There is no ../shared/data beside the repository." : null;
}

/// <summary>Files of the working copy, and beside it.</summary>
internal static class Files
{
    public static string Root { get; } = Find();

    public static string Demo(string file) => File.ReadAllText(Path.Combine(Root, "src", "Api", "Demo", file));

    /// <summary>Data that others made and that is not part of this repository; null where it is not there.</summary>
    public static string? MeasuringFolder { get; } = Path.Combine(Root, "..", "shared", "data") is var folder && Directory.Exists(folder) ? folder : null;

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Conversations.sln")))
            {
                return folder.FullName;
            }
        }

        throw new FileNotFoundException("No folder above the tests holds Conversations.sln.");
    }
}
