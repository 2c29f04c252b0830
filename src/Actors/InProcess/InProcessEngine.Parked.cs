namespace Conversations.Actors.InProcess;

public sealed partial class InProcessEngine
{
    public Task<IReadOnlyList<CustomerKey>> Parked(CancellationToken cancellationToken) => Task.FromResult(mailboxes.Parked);

    public async Task Release(CustomerKey customer, CancellationToken cancellationToken)
    {
        var parked = false;
        await mailboxes.Between(customer, actor =>
        {
            parked = actor.Parked;
            if (parked)
            {
                actor.Forget();
            }

            return Task.CompletedTask;
        }).WaitAsync(cancellationToken);
        if (!parked)
        {
            // Its effects are under way: carried on with, a send would be told as unknown before it is answered.
            return;
        }

        var left = await ports.Customers.PendingEffects(customer.Store, cancellationToken);
        await dispatcher.CarryOn([.. left.Where(row => row.Customer == customer)]);
        waker.Scan();
    }
}
