using Conversations.Actors;

namespace Conversations.Storage;

/// <summary>How long things are kept.</summary>
internal static class KeptFor
{
    /// <summary>Inputs and facts: a year's seasons compared with the last one's, and a month to do it in. What could not be read goes with what could.</summary>
    public static readonly TimeSpan Log = TimeSpan.FromDays(400);

    /// <summary>Ids that repeats are caught by: WhatsApp repeats a webhook for 7 days, Shopify for 2, an import may be run again after a month.</summary>
    public static readonly TimeSpan Received = TimeSpan.FromDays(35);
}

public abstract partial class SqlStore : IRetention
{
    private protected const int ForgottenAtOnce = 500;

    public async Task<bool> Forget(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var log = Micros.Of(now - KeptFor.Log);
        if (await ForgetMonths(Micros.Of(now), log, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        return await Writing(async connection =>
        {
            var oldest = new { before = log, limit = ForgottenAtOnce };
            await Execute(connection, "seal_before_forgetting", oldest, cancellationToken).ConfigureAwait(false);
            return await Execute(connection, "forget_inputs", oldest, cancellationToken).ConfigureAwait(false)
                + await Execute(connection, "forget_old_unread", oldest, cancellationToken).ConfigureAwait(false)
                + await Execute(connection, "forget_received", new { before = Micros.Of(now - KeptFor.Received), limit = ForgottenAtOnce }, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <summary>Where the log is kept by months: one step towards dropping the old ones; false when none is left.</summary>
    private protected virtual Task<bool> ForgetMonths(long now, long before, CancellationToken cancellationToken) => Task.FromResult(false);
}
