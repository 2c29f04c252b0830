using System.Collections.Concurrent;
using System.Globalization;

namespace Conversations.Simulation;

/// <summary><c>--seeds 2000</c> runs seeds 1 to 2000, <c>--seed 42</c> one of them; each twice.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        var seeds = args is ["--seed", var one] ? [ulong.Parse(one, CultureInfo.InvariantCulture)]
            : args is ["--seeds", var count] ? Enumerable.Range(1, int.Parse(count, CultureInfo.InvariantCulture)).Select(seed => (ulong)seed).ToArray()
            : [(ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()];
        Console.WriteLine(seeds.Length == 1 ? $"seed {seeds[0]}, decider {Customers.Decider.Version}" : $"seeds {seeds[0]} to {seeds[^1]}, decider {Customers.Decider.Version}");
        var outcomes = RunAll(seeds);
        foreach (var broken in outcomes.Where(outcome => outcome.Broken is not null).Take(20))
        {
            Console.WriteLine($"seed {broken.Seed}: {broken.Broken}");
        }

        Console.WriteLine($"{outcomes.Count} seeds, {outcomes.Count(outcome => outcome.Broken is not null)} broken; {outcomes.Sum(outcome => outcome.Turns)} turns, {outcomes.Sum(outcome => outcome.Calls)} calls, {outcomes.Sum(outcome => outcome.Marketing)} marketing, {outcomes.Sum(outcome => outcome.Crashes)} crashes");
        return outcomes.Any(outcome => outcome.Broken is not null) ? 1 : 0;
    }

    public static IReadOnlyList<Outcome> RunAll(IReadOnlyCollection<ulong> seeds)
    {
        var outcomes = new ConcurrentBag<Outcome>();
        Parallel.ForEach(seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed => outcomes.Add(Twice(seed)));
        return [.. outcomes.OrderBy(outcome => outcome.Seed)];
    }

    private static Outcome Twice(ulong seed)
    {
        var first = World.Run(seed);
        var second = World.Run(seed);
        return first == second ? first : first with { Broken = $"a seed repeats: {first} became {second}" };
    }
}
