using System.Reflection;
using Conversations.Actors;
using Npgsql;

namespace Silo.Tests.Silos;

/// <summary>A customer store that tells the world of every commit, also of one whose silo died while it was on its way, and falls away when the world says so.</summary>
public class SeenStore : DispatchProxy
{
    private ICustomerStore inner = null!;
    private World world = null!;

    internal static ICustomerStore Of(ICustomerStore inner, World world)
    {
        var seen = Create<ICustomerStore, SeenStore>();
        ((SeenStore)seen).inner = inner;
        ((SeenStore)seen).world = world;
        return seen;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == nameof(ICustomerStore.Commit)
        ? Commit((IReadOnlyList<Turn>)args![0]!, (CancellationToken)args[1]!)
        : world.IsAway ? throw new NpgsqlException("The database is away.")
        : targetMethod.Invoke(inner, args);

    private async Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<Turn> turns, CancellationToken cancellationToken)
    {
        // Off the silo's own scheduler, which may be dead by then.
        await world.Committing().ConfigureAwait(false);
        var outcomes = await inner.Commit(turns, cancellationToken).ConfigureAwait(false);
        foreach (var (turn, outcome) in turns.Zip(outcomes))
        {
            if (outcome is CommitOutcome.Committed)
            {
                world.Committed(turn);
            }
        }

        return world.FallsAway() ? throw new NpgsqlException("The answer was lost.") : outcomes;
    }
}
