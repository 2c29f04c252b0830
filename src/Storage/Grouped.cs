namespace Conversations.Storage;

/// <summary>Calls that come while one is under way go together in the next: one round trip, and for writes one flush, instead of many. A lone call goes at once.</summary>
/// <param name="ask">Answers all of a group, in order.</param>
internal sealed class Grouped<TAsk, TAnswer>(Func<IReadOnlyList<TAsk>, Task<IReadOnlyList<TAnswer>>> ask)
{
    private const int AsksMax = 500;

    private readonly Lock gate = new();
    private readonly Queue<(TAsk Ask, TaskCompletionSource<TAnswer> Answer)> waiting = new();
    private bool running;

    public Task<TAnswer> Ask(TAsk one, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = false;
        lock (gate)
        {
            waiting.Enqueue((one, answer));
            start = !running;
            running = true;
        }

        if (start)
        {
            _ = Flush();
        }

        return answer.Task.WaitAsync(cancellationToken);
    }

    private async Task Flush()
    {
        while (Next() is { Count: > 0 } group)
        {
            try
            {
                Answer(group, await ask([.. group.Select(item => item.Ask)]).ConfigureAwait(false));
            }
            catch (Exception error) when (group.Count == 1)
            {
                group[0].Answer.SetException(error);
            }
            catch (Exception)
            {
                // One that cannot be asked must not fail the others.
                foreach (var item in group)
                {
                    await Alone(item).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task Alone((TAsk Ask, TaskCompletionSource<TAnswer> Answer) item)
    {
        try
        {
            Answer([item], await ask([item.Ask]).ConfigureAwait(false));
        }
        catch (Exception error)
        {
            item.Answer.SetException(error);
        }
    }

    private static void Answer(List<(TAsk Ask, TaskCompletionSource<TAnswer> Answer)> group, IReadOnlyList<TAnswer> answers)
    {
        for (var place = 0; place < group.Count; place++)
        {
            group[place].Answer.SetResult(answers[place]);
        }
    }

    private List<(TAsk Ask, TaskCompletionSource<TAnswer> Answer)> Next()
    {
        lock (gate)
        {
            var group = new List<(TAsk, TaskCompletionSource<TAnswer>)>();
            while (group.Count < AsksMax && waiting.TryDequeue(out var item))
            {
                group.Add(item);
            }

            running = group.Count > 0;
            return group;
        }
    }
}
