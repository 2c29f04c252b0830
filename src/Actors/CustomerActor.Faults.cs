using Conversations.Customers;

namespace Conversations.Actors;

public sealed partial class CustomerActor
{
    private const int FaultsMax = 5;

    private int faults;
    private Exception? parkedBy;
    private long parkedAt;

    /// <summary>True once the decider has failed too often in a row, or the stored state could not be read.</summary>
    public bool Parked => parkedBy is not null;

    private Exception? TryDecide(Customer customer, CustomerInput input, Rules rules, out Decision? decision)
    {
        try
        {
            decision = parts.Decide(customer, input, rules);
            if (decision.Next.Version != customer.Version + 1)
            {
                throw new InvalidOperationException($"The decider went from version {customer.Version} to {decision.Next.Version}.");
            }

            faults = 0;
            Telemetry.Inputs.Add(1, new KeyValuePair<string, object?>("kind", input.GetType().Name));
            return null;
        }
        catch (Exception error)
        {
            decision = null;
            Telemetry.DeciderFaults.Add(1);
            Log.DeciderFailed(parts.Logger, error, key, input.GetType().Name);
            if (++faults >= FaultsMax)
            {
                Park(error, customer.Version);
            }

            return error;
        }
    }

    private Customer Readable(string snapshot)
    {
        try
        {
            return Written.Read<Customer>(snapshot);
        }
        catch (Exception error)
        {
            Park(error, long.MaxValue);
            throw new CustomerParkedException(key, error);
        }
    }

    /// <summary>Where another process got on with the customer, so may this one.</summary>
    private void UnparkIfOthersWentOn()
    {
        if (parkedBy is not null && state!.Version > parkedAt)
        {
            parkedBy = null;
            faults = 0;
        }
    }

    private void Park(Exception error, long version)
    {
        if (parkedBy is null)
        {
            Telemetry.Alerts.Add(1, new KeyValuePair<string, object?>("alert", "customer.parked"));
            Log.Parked(parts.Logger, error, key);
        }

        parkedBy = error;
        parkedAt = version;
    }
}
