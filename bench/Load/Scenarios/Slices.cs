using Conversations.Load.Machine;
using Conversations.Load.Wire;

namespace Conversations.Load.Scenarios;

/// <summary>An engine called in slices, with something else in between: a machine among others changes from one second to the next, and two figures of different minutes could not be compared.</summary>
internal sealed class Slices(ApiProcess api, Database database, NextRequest next)
{
    /// <summary>Of each that is compared.</summary>
    public const int Count = 5;

    private readonly List<Run> runs = [];

    /// <summary>All slices as one.</summary>
    public Run Whole => Run.Of(runs);

    /// <summary>What they cost.</summary>
    public Spent Spent { get; private set; }

    public async Task Call(TimeSpan time, CancellationToken cancellationToken)
    {
        var before = Spent.Now(api, database);
        runs.Add(await Callers.AsFastAsTheyCan(api.Port, time / Count, next, cancellationToken));
        Spent += Spent.Now(api, database).Since(before);
    }
}
