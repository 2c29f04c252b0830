namespace Conversations.Tests.Configuration;

/// <summary>The demo's documents, read from the working copy.</summary>
internal static class DemoFiles
{
    public static string Read(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Conversations.sln")))
            {
                return File.ReadAllText(Path.Combine(folder.FullName, "src", "Api", "Demo", file));
            }
        }

        throw new FileNotFoundException("No folder above the tests holds Conversations.sln.");
    }
}
