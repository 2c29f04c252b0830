using Conversations.Actors;

namespace Conversations.Storage.Postgres;

public sealed partial class PostgresStore : IProcesses
{
    public Task<Living> Beat(ProcessId process, TimeSpan lease, DateTimeOffset? now, CancellationToken cancellationToken) => Writing(async connection =>
    {
        await Execute(connection, "lock_processes", null, cancellationToken).ConfigureAwait(false);
        var beat = new { process = process.Value, lease = (long)lease.TotalMicroseconds, now = Micros.Of(now) };
        var rows = await Rows<ProcessRow>(connection, "beat", beat, cancellationToken).ConfigureAwait(false);
        return new Living([.. rows.Select(row => new ProcessId(row.Id))], rows.All(row => row.Seen));
    }, cancellationToken);

    public Task Leave(ProcessId process, CancellationToken cancellationToken) =>
        Execute("leave", new { process = process.Value }, cancellationToken);

    public Task EndAll(CancellationToken cancellationToken) => Execute("end_all", null, cancellationToken);

    public Task<IReadOnlyList<EffectRow>> Adopt(ProcessId process, long attempt, int limit, DateTimeOffset? now, CancellationToken cancellationToken) => Writing<IReadOnlyList<EffectRow>>(async connection =>
    {
        var rows = await Rows<OutboxRow>(connection, "adopt_effects", new { process = process.Value, attempt, limit, now = Micros.Of(now) }, cancellationToken).ConfigureAwait(false);
        return [.. rows.OrderBy(row => row.Seq).Select(row => row.Read())];
    }, cancellationToken);

    private sealed class ProcessRow
    {
        public string Id { get; init; } = "";

        public bool Seen { get; init; }
    }
}
