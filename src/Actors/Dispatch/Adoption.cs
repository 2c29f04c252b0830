using Conversations.Actors.InProcess;

namespace Conversations.Actors.Dispatch;

/// <summary>Carries on what processes left that are gone.</summary>
internal sealed class Adoption(IProcesses? processes, Lease lease, Dispatcher dispatcher)
{
    private const int PageMax = 1_000;

    private readonly List<EffectRow> adopted = [];
    private long attempt = 1;

    /// <summary>Takes over all there is, then begins: what goes first may be on the last page. Answers with it; what a fault left behind is taken the next time.</summary>
    public async Task<IReadOnlyList<EffectRow>> CarryOn()
    {
        while (lease.Holds && await processes!.Adopt(lease.Process!.Value, attempt, PageMax, null, CancellationToken.None) is { Count: > 0 } page)
        {
            attempt++;
            adopted.AddRange(page);
        }

        EffectRow[] rows = [.. adopted];
        adopted.Clear();
        await dispatcher.CarryOn(rows);
        return rows;
    }
}
