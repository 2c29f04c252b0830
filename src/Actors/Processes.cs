using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Conversations.Actors;

/// <summary>One run of the engine: a restart is another process.</summary>
public readonly record struct ProcessId(string Value)
{
    public static ProcessId Make() => new("p_" + RandomNumberGenerator.GetHexString(16, lowercase: true));

    public override string ToString() => Value;
}

/// <summary>Who holds a lease.</summary>
/// <param name="InOrder">The living, the longest here first; the asker among them.</param>
/// <param name="Seen">True once every other one has beaten since the asker came: all know of it.</param>
public sealed record Living(ImmutableArray<ProcessId> InOrder, bool Seen);

/// <summary>The engine processes that share one database, by leases that lapse by the database's clock. A database that serves one process only does not have this port.</summary>
public interface IProcesses
{
    /// <summary>Begins or prolongs the lease. One that had lapsed begins anew, behind the others; but where nobody had beaten for half a lease, the first that does prolongs them all: the database was away, not they.</summary>
    /// <param name="process">Who beats.</param>
    /// <param name="lease">From now on.</param>
    /// <param name="now">Null: the database's clock; tests give theirs.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<Living> Beat(ProcessId process, TimeSpan lease, DateTimeOffset? now, CancellationToken cancellationToken);

    /// <summary>Gives the lease up at once.</summary>
    Task Leave(ProcessId process, CancellationToken cancellationToken);

    /// <summary>Ends every lease: after a restore, whoever the back-up knows of is gone.</summary>
    Task EndAll(CancellationToken cancellationToken);

    /// <summary>Takes over effects that no living process owns, the oldest first; each goes to one caller only.</summary>
    /// <param name="process">Whose they are now.</param>
    /// <param name="attempt">The same one again answers with the same effects again: the first answer may have been lost.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="now">Null: the database's clock; tests give theirs.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<IReadOnlyList<EffectRow>> Adopt(ProcessId process, long attempt, int limit, DateTimeOffset? now, CancellationToken cancellationToken);
}
