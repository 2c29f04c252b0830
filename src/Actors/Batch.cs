using System.Collections.Immutable;
using Conversations.Customers;

namespace Conversations.Actors;

/// <summary>The inputs of one call, and what has become of each so far.</summary>
internal sealed class Batch(IReadOnlyList<CustomerInput> inputs, Func<int, bool> remembered)
{
    private readonly Fate?[] fates = new Fate?[inputs.Count];
    private readonly int[] decisions = new int[inputs.Count];
    private readonly int[] sameAs = FirstOfSameId(inputs);

    /// <summary>Those without a fate, each id once.</summary>
    public IEnumerable<(int Place, CustomerInput Input)> Open()
    {
        for (var place = 0; place < inputs.Count; place++)
        {
            decisions[place] = -1;
            if (fates[place] is null && sameAs[place] == place)
            {
                yield return (place, inputs[place]);
            }
        }
    }

    public bool IsRemembered(int place) => remembered(place);

    public void Decided(int place, int decision) => decisions[place] = decision;

    public void Skip(int place) => fates[place] = new Fate(Taken.Repeated, null);

    public void Refuse(int place) => fates[place] = new Fate(Taken.Repeated, null) { Stranger = true };

    public void Fail(int place, Exception error) => fates[place] = new Fate(Taken.Repeated, error);

    public void FailRest(Exception error)
    {
        for (var place = 0; place < fates.Length; place++)
        {
            fates[place] ??= new Fate(Taken.Repeated, error);
        }
    }

    /// <summary>Of somebody erased.</summary>
    public void Bury()
    {
        for (var place = 0; place < fates.Length; place++)
        {
            fates[place] ??= new Fate(Taken.Repeated, null) { Erased = !Echo.Is(inputs[place]) };
        }
    }

    public void Accept(Turn turn)
    {
        for (var place = 0; place < fates.Length; place++)
        {
            if (decisions[place] >= 0 && decisions[place] < turn.Decisions.Length)
            {
                fates[place] ??= new Fate(Taken.Accepted, null);
            }
        }
    }

    /// <summary>Takes the repeated ones out; false where none of them was in the turn.</summary>
    public bool Repeat(Turn turn, ImmutableArray<ReceivedId> repeated)
    {
        var any = false;
        for (var place = 0; place < fates.Length; place++)
        {
            if (fates[place] is null && decisions[place] >= 0
                && turn.Decisions[decisions[place]].Input is var input && repeated.Contains(new ReceivedId(input.Source, input.Id)))
            {
                fates[place] = new Fate(Taken.Repeated, null);
                Telemetry.Repeats.Add(1);
                any = true;
            }
        }

        return any;
    }

    public IReadOnlyList<Fate> Fates()
    {
        var all = new Fate[fates.Length];
        for (var place = 0; place < all.Length; place++)
        {
            var first = all[sameAs[place]];
            all[place] = sameAs[place] == place
                ? fates[place] ?? throw new InvalidOperationException("An input was left without a fate.")
                : first with { Taken = Taken.Repeated };
        }

        return all;
    }

    private static int[] FirstOfSameId(IReadOnlyList<CustomerInput> inputs)
    {
        if (inputs.Count == 1)
        {
            return [0];
        }

        var first = new Dictionary<ReceivedId, int>(inputs.Count);
        var same = new int[inputs.Count];
        for (var place = 0; place < same.Length; place++)
        {
            var id = new ReceivedId(inputs[place].Source, inputs[place].Id);
            same[place] = first.TryAdd(id, place) ? place : first[id];
        }

        return same;
    }
}
