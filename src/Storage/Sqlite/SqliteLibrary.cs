using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Conversations.Storage.Sqlite;

/// <summary>Which SQLite is loaded: the operating system's where there is one (newer and faster than the bundled), else the bundled.</summary>
internal static class SqliteLibrary
{
    private const string System = "libsqlite3.so.0";
    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>Loads it once; answers its version.</summary>
    public static string Version => Loaded.Value;

    private static string Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        Batteries_V2.Init();
        return raw.sqlite3_libversion().utf8_to_string();
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name == "e_sqlite3" && NativeLibrary.TryLoad(System, assembly, searchPath, out var library) ? library : 0;
}
