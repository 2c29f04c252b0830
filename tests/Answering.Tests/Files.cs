namespace Conversations.Answering.Tests;

/// <summary>Files of the working copy, and beside it.</summary>
internal static class Files
{
    public static string Root { get; } = Find();

    public static string Demo(string file) => File.ReadAllText(Path.Combine(Root, "src", "Api", "Demo", file));

    /// <summary>Data that others made and that is not part of this repository; null where it is not there.</summary>
    public static string? Measuring(string file)
    {
        var path = Path.Combine(Root, "..", "shared", "data", file);
        return File.Exists(path) ? path : null;
    }

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
