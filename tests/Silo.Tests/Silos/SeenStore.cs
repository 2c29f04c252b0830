using System.Reflection;
using Conversations.Actors;

namespace Silo.Tests.Silos;

/// <summary>A customer store that tells the world of every commit, also of one whose silo died while it was on its way.</summary>
public class SeenStore : DispatchProxy
{
    private ICustomerStore inner = null!;
    private Func<Task> before = null!;
    private Action<Turn> committed = null!;

    public static ICustomerStore Of(ICustomerStore inner, Func<Task> before, Action<Turn> committed)
    {
        var seen = Create<ICustomerStore, SeenStore>();
        ((SeenStore)seen).inner = inner;
        ((SeenStore)seen).before = before;
        ((SeenStore)seen).committed = committed;
        return seen;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == nameof(ICustomerStore.Commit)
        ? Commit((IReadOnlyList<Turn>)args![0]!, (CancellationToken)args[1]!)
        : targetMethod.Invoke(inner, args);

    private async Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<Turn> turns, CancellationToken cancellationToken)
    {
        // Off the silo's own scheduler, which may be dead by then.
        await before().ConfigureAwait(false);
        var outcomes = await inner.Commit(turns, cancellationToken).ConfigureAwait(false);
        foreach (var (turn, outcome) in turns.Zip(outcomes))
        {
            if (outcome is CommitOutcome.Committed)
            {
                committed(turn);
            }
        }

        return outcomes;
    }
}
