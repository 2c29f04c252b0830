namespace Conversations.Storage.Postgres;

public sealed partial class PostgresStore
{
    /// <summary>The month that is being sealed, and its last customer who was; forgotten at a restart, which seals again what is sealed.</summary>
    private (string Month, string Store, string Customer) sealing = ("", "", "");

    private protected override async Task<bool> ForgetMonths(long now, long before, CancellationToken cancellationToken)
    {
        if (await Row<string>("month_before", new { before }, cancellationToken).ConfigureAwait(false) is not { } month)
        {
            await CreateMonths(now, cancellationToken).ConfigureAwait(false);
            return false;
        }

        sealing = sealing.Month == month ? sealing : (month, "", "");
        var last = await Writing(
            connection => Row<KeyRow>(connection, "seal_month", new { month, afterStore = sealing.Store, afterCustomer = sealing.Customer, limit = ForgottenAtOnce }, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        if (last is not null)
        {
            sealing = (month, last.Store, last.Customer);
            return true;
        }

        await Execute("drop_month", new { month }, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Those to come, so that no input waits for its table.</summary>
    private Task<int> CreateMonths(long? now, CancellationToken cancellationToken) => Writing(async connection =>
    {
        await Execute(connection, "lock_migrations", null, cancellationToken).ConfigureAwait(false);
        return await Execute(connection, "create_months", new { now }, cancellationToken).ConfigureAwait(false);
    }, cancellationToken);
}
