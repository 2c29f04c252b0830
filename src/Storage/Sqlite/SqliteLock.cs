namespace Conversations.Storage.Sqlite;

/// <summary>One engine a file: the lock beside it goes with its process, however that ends.</summary>
internal static class SqliteLock
{
    /// <exception cref="InvalidOperationException">Another process has it.</exception>
    public static FileStream Take(string file)
    {
        try
        {
            return new FileStream(file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (File.Exists(file + ".lock"))
        {
            throw new InvalidOperationException(
                $"{file} is in use by another process. A SQLite file serves one at a time: stop the other first, or use PostgreSQL, which serves several.", error);
        }
    }
}
