using System.Diagnostics;
using System.Globalization;

namespace Conversations.Load.Machine;

/// <summary>What the host of a virtual machine withholds from it: processors (Linux, /proc/stat: stolen), and disks that have something to do and finish nothing, looked at every ten milliseconds (/proc/diskstats); meanwhile nobody can commit.</summary>
internal sealed class Host : IAsyncDisposable
{
    /// <summary>Reads, writes, discards and flushes, counted from the device's number (the kernel's Documentation/admin-guide/iostats.rst).</summary>
    private static readonly int[] Completed = [3, 7, 14, 18];

    private const int UnderWay = 11;

    /// <summary>Of a processor's time: user, nice, system, idle, iowait, irq, softirq, steal (proc_stat(5)); what comes after is counted in the first two.</summary>
    private const int Stolen = 8;

    private readonly PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10));
    private readonly long began = Stopwatch.GetTimestamp();
    private readonly (long Stolen, long All) processors = Processors();
    private readonly Task watching;
    private TimeSpan longest;
    private TimeSpan all;

    private Host() => watching = Watch();

    public static Host BeginWatching() => new();

    public Withheld Withheld
    {
        get
        {
            var now = Processors();
            return new Withheld(longest, all, Stopwatch.GetElapsedTime(began), now.Stolen - processors.Stolen, now.All - processors.All);
        }
    }

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

    private static (long Stolen, long All) Processors()
    {
        var columns = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var times = columns[1..(Stolen + 1)].Select(static column => long.Parse(column, CultureInfo.InvariantCulture)).ToArray();
        return (times[^1], times.Sum());
    }
}

/// <summary>For how long at most and in all the disk stood still of the time that was watched; how much of the processors' time the host took, in ticks of the kernel.</summary>
internal readonly record struct Withheld(TimeSpan Longest, TimeSpan Stood, TimeSpan Watched, long Stolen, long Processors)
{
    public static Withheld operator +(Withheld one, Withheld other) => new(
        one.Longest > other.Longest ? one.Longest : other.Longest,
        one.Stood + other.Stood,
        one.Watched + other.Watched,
        one.Stolen + other.Stolen,
        one.Processors + other.Processors);

    public override string ToString() => Figure.Text(
        $"the disk stood still for {Longest.TotalMilliseconds:0} ms at most, {Stood / Watched:P1} of the time; {(double)Stolen / Math.Max(1, Processors):P1} of the processors were the host's");
}
