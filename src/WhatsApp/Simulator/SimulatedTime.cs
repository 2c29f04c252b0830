using Conversations.Actors.Time;

namespace Conversations.WhatsApp.Simulator;

/// <summary>The clock as the simulator's requests move it: one at a time, each until all has settled.</summary>
internal sealed class SimulatedTime(VirtualClock clock, InFlight inFlight) : IDisposable
{
    /// <summary>From here to the end of the calendar there is no room for what the engine plans, and before 1970 none for WhatsApp's timestamps.</summary>
    private static readonly DateTimeOffset Latest = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SemaphoreSlim one = new(1, 1);

    public DateTimeOffset Now => clock.GetUtcNow();

    public bool Running => clock.Running;

    public static bool Allows(DateTimeOffset time) => time >= DateTimeOffset.UnixEpoch && time < Latest;

    public void Run() => clock.Run();

    public void Stop() => clock.Stop();

    /// <summary>Waits until all at or before now is done. A clock that stands still has timers due now that only a move lets fall.</summary>
    public async Task Settle(CancellationToken cancellationToken)
    {
        if (clock.Running)
        {
            await inFlight.Settled(cancellationToken).ConfigureAwait(false);
            return;
        }

        await Alone(() => clock.Move(clock.GetUtcNow(), inFlight, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="ArgumentOutOfRangeException">The time lies in the past.</exception>
    public Task Move(DateTimeOffset to, CancellationToken cancellationToken) =>
        Alone(() => clock.Move(to, inFlight, cancellationToken), cancellationToken);

    /// <exception cref="ArgumentOutOfRangeException">The clock does not go so far.</exception>
    public Task Move(TimeSpan by, CancellationToken cancellationToken) => Alone(
        () =>
        {
            var to = clock.GetUtcNow() + by;
            if (!Allows(to))
            {
                throw new ArgumentOutOfRangeException(nameof(by), by, "The clock does not go so far.");
            }

            clock.Stop();
            var now = clock.GetUtcNow();
            return clock.Move(to < now ? now : to, inFlight, cancellationToken);
        },
        cancellationToken);

    /// <summary>Stops the clock, lets what is under way end, sets the clock, then does <paramref name="emptying"/>.</summary>
    public Task Reset(DateTimeOffset? now, Func<Task> emptying, CancellationToken cancellationToken) => Alone(
        async () =>
        {
            clock.Stop();
            await inFlight.Settled(cancellationToken).ConfigureAwait(false);
            clock.Reset(now ?? clock.GetUtcNow());
            await emptying().ConfigureAwait(false);
        },
        cancellationToken);

    public void Dispose() => one.Dispose();

    private async Task Alone(Func<Task> work, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
        }
        finally
        {
            one.Release();
        }
    }
}
