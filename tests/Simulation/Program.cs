using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Conversations.Simulation;

/// <summary><c>--seeds 20000</c> runs seeds 1 to 20,000, <c>--seeds 20000 --from 200001</c> as many from there on, <c>--seed 42</c> one of them with its story; none: 1 to 2,000. Each runs twice and must end the same.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        var seeds = args switch
        {
            ["--seed", var one] => [ulong.Parse(one, CultureInfo.InvariantCulture)],
            ["--seeds", var count] => First(int.Parse(count, CultureInfo.InvariantCulture)),
            ["--seeds", var count, "--from", var first] => From(ulong.Parse(first, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture)),
            _ => First(2_000),
        };
        var version = typeof(Program).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        Console.WriteLine($"{(seeds.Length == 1 ? $"seed {seeds[0]}" : $"seeds {seeds[0]} to {seeds[^1]}")}, commit {version}, decider {Customers.Decider.Version}, options [{string.Join(' ', args)}]");
        return seeds.Length == 1 ? One(seeds[0]) : All(seeds);
    }

    public static ulong[] First(int count) => From(1, count);

    public static ulong[] From(ulong first, int count) => [.. Enumerable.Range(0, count).Select(place => first + (ulong)place)];

    public static IReadOnlyList<Outcome> RunAll(IReadOnlyCollection<ulong> seeds)
    {
        var outcomes = new ConcurrentBag<Outcome>();
        Parallel.ForEach(seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed => outcomes.Add(Twice(seed)));
        return [.. outcomes.OrderBy(outcome => outcome.Seed)];
    }

    private static int One(ulong seed)
    {
        World.Run(seed, story: Console.WriteLine);
        var outcome = Twice(seed);
        Console.WriteLine(outcome);
        return outcome.Broken is null ? 0 : 1;
    }

    private static int All(ulong[] seeds)
    {
        var started = Stopwatch.GetTimestamp();
        var outcomes = RunAll(seeds);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var broken = outcomes.Where(outcome => outcome.Broken is not null).ToList();
        foreach (var law in broken.GroupBy(outcome => outcome.Law).OrderByDescending(law => law.Count()))
        {
            Console.WriteLine($"{law.Count()} seeds: {law.Key}");
            foreach (var example in law.Take(3))
            {
                Console.WriteLine($"    seed {example.Seed}: {example.Broken}");
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{outcomes.Count} seeds, {broken.Count} broken; {outcomes.Sum(outcome => outcome.Turns)} turns, {outcomes.Sum(outcome => outcome.Calls)} calls, {outcomes.Sum(outcome => outcome.Marketing)} marketing, {outcomes.Sum(outcome => outcome.Crashes)} crashes; {seconds:0.0} s, {outcomes.Count / seconds:0.0} seeds/s, {Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds:0.0} s of processor"));
        return broken.Count > 0 ? 1 : 0;
    }

    private static Outcome Twice(ulong seed)
    {
        var first = World.Run(seed);
        var second = World.Run(seed, fold: false);
        return first with { Broken = null } == second with { Broken = null } || first.Broken is not null
            ? first
            : first with { Broken = $"a seed repeats: {first} became {second}" };
    }
}
