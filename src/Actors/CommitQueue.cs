using System.Diagnostics;
using Conversations.Actors.Time;

namespace Conversations.Actors;

/// <summary>Group commit: a turn that finds no commit under way goes at once; those that come meanwhile go together in the next one, or beside it once they are many. Each caller is answered after its own commit.</summary>
public sealed class CommitQueue(ICustomerStore store, Agenda agenda, int lanes)
{
    private const int TurnsMax = 256;

    /// <summary>So many must wait before a further commit goes beside the one under way: small groups make each turn dearer.</summary>
    private const int TurnsOfALane = 32;

    private readonly Lock gate = new();
    private readonly Queue<(Turn Turn, TaskCompletionSource<CommitOutcome> Answer)> waiting = new();
    private int running;

    /// <summary>Never throws: an exception of the storage is <see cref="CommitOutcome.Failed"/>, and whether anything was written is then unknown.</summary>
    public Task<CommitOutcome> Commit(Turn turn)
    {
        var answer = new TaskCompletionSource<CommitOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = false;
        lock (gate)
        {
            waiting.Enqueue((turn, answer));
            if (running == 0 || (running < lanes && waiting.Count >= TurnsOfALane))
            {
                running++;
                start = true;
            }
        }

        if (start)
        {
            agenda.Run(Flush);
        }

        return answer.Task;
    }

    private async Task Flush()
    {
        while (TakeBatch() is { Count: > 0 } batch)
        {
            var outcomes = await Written([.. batch.Select(item => item.Turn)]);
            for (var index = 0; index < batch.Count; index++)
            {
                batch[index].Answer.SetResult(outcomes[index]);
            }
        }
    }

    private List<(Turn Turn, TaskCompletionSource<CommitOutcome> Answer)> TakeBatch()
    {
        lock (gate)
        {
            var batch = new List<(Turn, TaskCompletionSource<CommitOutcome>)>(Math.Min(waiting.Count, TurnsMax));
            while (batch.Count < TurnsMax && waiting.TryDequeue(out var item))
            {
                batch.Add(item);
            }

            if (batch.Count == 0)
            {
                running--;
            }

            return batch;
        }
    }

    private async Task<IReadOnlyList<CommitOutcome>> Written(Turn[] turns)
    {
        using var activity = Telemetry.Activities.StartActivity("commit");
        activity?.SetTag("turns", turns.Length);
        var started = Stopwatch.GetTimestamp();
        try
        {
            // A commit that began is waited for whatever becomes of its callers.
            var outcomes = await store.Commit(turns, CancellationToken.None);
            if (outcomes.Count != turns.Length)
            {
                throw new InvalidOperationException($"The store answered {outcomes.Count} of {turns.Length} turns.");
            }

            return outcomes;
        }
        catch (Exception error)
        {
            return [.. turns.Select(_ => new CommitOutcome.Failed(error))];
        }
        finally
        {
            Telemetry.BatchSize.Record(turns.Length);
            Telemetry.CommitMilliseconds.Record(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }
}
