using System.Globalization;

namespace Conversations.Load.Machine;

/// <summary>Processor time of other processes, as Linux counts it (proc(5), /proc/pid/stat).</summary>
internal static class ProcessorTimes
{
    private const double TicksPerSecond = 100;

    /// <summary>Of a process, its living children, and those of its children that have ended.</summary>
    public static TimeSpan OfTree(int root)
    {
        double ticks = 0;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            if (Stat(folder) is { } stat && (stat.Process == root || stat.Parent == root))
            {
                ticks += stat.Own + (stat.Process == root ? stat.OfEnded : 0);
            }
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    private static (int Process, int Parent, double Own, double OfEnded)? Stat(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            double Number(int field) => double.Parse(fields[field], CultureInfo.InvariantCulture);
            return (int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture), (int)Number(1), Number(11) + Number(12), Number(13) + Number(14));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has just ended.
            return null;
        }
    }
}
