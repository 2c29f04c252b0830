using System.Diagnostics;
using System.Globalization;

namespace Conversations.Load.Machine;

/// <summary>For how long the machine's disks had something to do and finished nothing, looked at every ten milliseconds (Linux, /proc/diskstats): meanwhile nobody can commit.</summary>
internal sealed class Disk : IAsyncDisposable
{
    /// <summary>Reads, writes, discards and flushes, counted from the device's number (the kernel's Documentation/admin-guide/iostats.rst).</summary>
    private static readonly int[] Completed = [3, 7, 14, 18];

    private const int UnderWay = 11;

    private readonly PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10));
    private readonly long began = Stopwatch.GetTimestamp();
    private readonly Task watching;
    private TimeSpan longest;
    private TimeSpan all;

    private Disk() => watching = Watch();

    public static Disk BeginWatching() => new();

    public string Stood => Figure.Text($"the disk stood still for {longest.TotalMilliseconds:0} ms at most, {all / Stopwatch.GetElapsedTime(began):P1} of the time");

    public async ValueTask DisposeAsync()
    {
        timer.Dispose();
        await watching;
    }

    private async Task Watch()
    {
        var before = Look();
        var looked = began;
        var stood = TimeSpan.Zero;
        while (await timer.WaitForNextTickAsync())
        {
            var now = Look();
            var between = Stopwatch.GetElapsedTime(looked);
            looked = Stopwatch.GetTimestamp();
            var still = before.Busy && now == before;
            stood = still ? stood + between : TimeSpan.Zero;
            all += still ? between : TimeSpan.Zero;
            longest = stood > longest ? stood : longest;
            before = now;
        }
    }

    private static (long Done, bool Busy) Look()
    {
        long done = 0;
        var busy = false;
        foreach (var columns in File.ReadLines("/proc/diskstats").Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            done += Completed.Where(column => column < columns.Length).Sum(column => long.Parse(columns[column], CultureInfo.InvariantCulture));
            busy |= columns[UnderWay] != "0";
        }

        return (done, busy);
    }
}
