using System.Globalization;

namespace Conversations.Storage;

/// <summary>A numbered step of the schema, applied once and never edited after a release.</summary>
internal sealed record Migration(long Number, string Name, string Text)
{
    /// <summary>All steps of one database (Sqlite, Postgres), in order.</summary>
    public static IReadOnlyList<Migration> Of(string database) =>
        [.. Embedded.Names($"Migrations/{database}/").Select(file =>
        {
            var name = Path.GetFileNameWithoutExtension(file);
            return new Migration(long.Parse(name.Split('_')[0], NumberStyles.None, CultureInfo.InvariantCulture), name, Embedded.Text(file));
        })];
}
