using Conversations.Load.Machine;
using Conversations.Load.Wire;

namespace Conversations.Load.Scenarios;

/// <summary>The engine and the raw limit in turns.</summary>
/// <param name="Run">All turns of the engine as one.</param>
/// <param name="Items">Inputs a request.</param>
/// <param name="Spent">What the engine's turns cost.</param>
/// <param name="Raw">Rows a second, of all turns of the raw limit.</param>
/// <param name="RawSpent">What a raw row cost.</param>
/// <param name="SameRows">Turns a second where the same bytes go into the engine's own rows.</param>
/// <param name="Groups">Turns of customers a commit, of each turn.</param>
/// <param name="Bytes">Bytes that a customer's turn wrote.</param>
internal sealed record InTurns(Run Run, int Items, Spent Spent, double Raw, string RawSpent, double SameRows, IReadOnlyList<int> Groups, int Bytes)
{
    public static async Task<InTurns> Measure(ApiProcess api, Database database, TimeSpan time, NextRequest next, CancellationToken cancellationToken, int items = 1)
    {
        var engine = new Slices(api, database, next);
        var rates = new List<double>();
        var sameRates = new List<double>();
        var groups = new List<int>();
        var rawSpent = default(Spent);
        var bytes = 0;
        while (rates.Count < Slices.Count)
        {
            await database.Mark(cancellationToken);
            await engine.Call(time, cancellationToken);
            groups.Add(Math.Max(1, (int)Math.Round(await database.GroupSinceMark(cancellationToken))));
            bytes = await database.BytesOfTurn(cancellationToken);
            var before = Spent.Now(api, database);
            rates.Add(await database.Raw(groups[^1], bytes, time / Slices.Count / 2, cancellationToken));
            rawSpent += Spent.Now(api, database).Since(before);
            sameRates.Add(await database.SameRows(groups[^1], time / Slices.Count / 2, cancellationToken));
        }

        var raw = rates.Average();
        return new InTurns(engine.Whole, items, engine.Spent, raw, rawSpent.Each((long)(raw * time.TotalSeconds / 2)), sameRates.Average(), groups, bytes);
    }

    public Figure Rate(string what) => Figure.Of(what, Run.PerSecond * Items, Raw, $"rows/s of {Bytes:N0} bytes in groups of {string.Join(", ", Groups.Order())}");

    public Figure RateOfSameRows(string what) => Figure.Of(what, Run.PerSecond * Items, SameRows, "turns/s of the same rows");

    public Figure Costs(string what) => new(what, Spent.Each(Run.Count * Items), RawSpent);
}
