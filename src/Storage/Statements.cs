using System.Collections.Frozen;
using System.Text;

namespace Conversations.Storage;

/// <summary>The named statements of one database: those of <c>Sql/</c>, and those of its own folder.</summary>
internal sealed class Statements
{
    private const string NameMark = "-- name: ";
    private readonly FrozenDictionary<string, string> texts;

    private Statements(Dictionary<string, string> texts) => this.texts = texts.ToFrozenDictionary(StringComparer.Ordinal);

    public IEnumerable<string> Names => texts.Keys.Order(StringComparer.Ordinal);

    public string this[string name] => texts.TryGetValue(name, out var text)
        ? text
        : throw new KeyNotFoundException($"No statement is named {name}.");

    /// <param name="database">Sqlite or Postgres: the folder of what only it understands.</param>
    public static Statements Of(string database)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Embedded.Names("Sql/").Where(name => name.Count(c => c == '/') == 1 || name.StartsWith($"Sql/{database}/", StringComparison.Ordinal)))
        {
            Read(Embedded.Text(name), texts);
        }

        return new Statements(texts);
    }

    private static void Read(string file, Dictionary<string, string> texts)
    {
        string? name = null;
        var text = new StringBuilder();
        foreach (var line in file.Split('\n'))
        {
            if (line.StartsWith(NameMark, StringComparison.Ordinal))
            {
                Add();
                name = line[NameMark.Length..].Trim();
            }
            else if (!line.StartsWith("--", StringComparison.Ordinal))
            {
                text.Append(line).Append('\n');
            }
        }

        Add();

        void Add()
        {
            if (name is not null)
            {
                texts.Add(name, text.ToString().Trim());
            }

            text.Clear();
        }
    }
}

/// <summary>The .sql files inside this assembly.</summary>
internal static class Embedded
{
    public static IEnumerable<string> Names(string prefix) =>
        typeof(Embedded).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    public static string Text(string name)
    {
        using var reader = new StreamReader(typeof(Embedded).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
