using System.Text.Json;
using Conversations.Actors;
using Conversations.Actors.Time;
using Conversations.Api.Wire;

namespace Conversations.Api.Demo;

/// <summary>
/// Keeps the demo's clock over a restart, as the document <c>clock</c>. A stopped clock stands where it stood; a running one has run on
/// meanwhile, as the world does, so that what fell due is done at once. Written before each commit under a moved clock, so that a
/// process killed in the middle of a move never finds its customers in the future.
/// </summary>
public sealed class ClockKeeper(VirtualClock clock, IStoreRecords records)
{
    private const string Document = "clock";

    private Standing? kept;

    /// <param name="Now">Where the clock stood when this was written.</param>
    /// <param name="Running">Whether it ran in real time.</param>
    /// <param name="WrittenAt">Real time.</param>
    private sealed record Standing(DateTimeOffset Now, bool Running, DateTimeOffset WrittenAt);

    public static async Task<VirtualClock> Restore(IStoreRecords records)
    {
        var real = TimeProvider.System.GetUtcNow();
        if (await records.Document(DemoSettings.Store, Document, CancellationToken.None) is not { } body)
        {
            return new VirtualClock(real, running: true);
        }

        var standing = JsonSerializer.Deserialize<Standing>(body, WireJson.Options)!;
        var away = real > standing.WrittenAt ? real - standing.WrittenAt : TimeSpan.Zero;
        return new VirtualClock(standing.Running ? standing.Now + away : standing.Now, standing.Running);
    }

    /// <summary>Writes where the clock stands, whatever was written before.</summary>
    public Task KeepAnew(CancellationToken cancellationToken)
    {
        kept = null;
        return Keep(cancellationToken);
    }

    /// <summary>Writes where the clock stands, if that has changed.</summary>
    public async Task Keep(CancellationToken cancellationToken)
    {
        var running = clock.Running;
        var now = clock.GetUtcNow();
        if (kept is { } last && last.Running == running && (running || last.Now == now))
        {
            return;
        }

        var standing = new Standing(now, running, TimeProvider.System.GetUtcNow());
        await records.PutDocument(DemoSettings.Store, Document, JsonSerializer.Serialize(standing, WireJson.Options), cancellationToken);
        kept = standing;
    }
}
