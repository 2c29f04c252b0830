using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Api.Storefront;

/// <summary>What became of one input: a receipt, or why it was not taken. <paramref name="Kept"/>: it is kept with its customer's and taken once that is released.</summary>
public readonly record struct IntakeResult(Receipt? Receipt, string? Problem, bool Kept = false);

/// <summary>Hands many inputs to the engine at once: those of different customers side by side, those of one customer in their order.</summary>
public sealed partial class Intake(IEngine engine, Parked parked, ILogger<Intake> logger)
{
    /// <summary>Senders give up and repeat after some seconds (Shopify: 5); whatever is durable later is then a repeat. Where others' inputs still become durable, the storage is slow and not stuck.</summary>
    private static readonly TimeSpan StandstillMax = TimeSpan.FromSeconds(10);

    private const int WaitsMax = 6;

    private long taken;

    /// <summary>One result an input, in order. An input that the decider fails on is kept, and fails alone like one that names nobody. What was begun is finished, whoever goes away.</summary>
    /// <exception cref="OverloadedException">Not all could be made durable: the caller is to send all of them again.</exception>
    public async Task<IReadOnlyList<IntakeResult>> Take(StoreId store, IReadOnlyList<CustomerInput> inputs)
    {
        var results = new IntakeResult[inputs.Count];
        var taking = inputs.Count == 1 ? InOrder([0]) : Task.WhenAll(Together(inputs).Select(InOrder));
        for (var waits = 1; ; waits++)
        {
            var before = Interlocked.Read(ref taken);
            try
            {
                await taking.WaitAsync(StandstillMax);
                return results;
            }
            catch (TimeoutException) when (!taking.IsCompleted)
            {
                if (waits == WaitsMax || Interlocked.Read(ref taken) == before)
                {
                    throw new OverloadedException("It was not durable in time.");
                }
            }
        }

        async Task InOrder(List<int> places)
        {
            foreach (var place in places)
            {
                results[place] = await TakeOne(new Addressed(store, inputs[place]));
            }
        }
    }

    private async Task<IntakeResult> TakeOne(Addressed input)
    {
        try
        {
            var receipt = await engine.Take(input, CancellationToken.None);
            Interlocked.Increment(ref taken);
            return new(receipt, null);
        }
        catch (NobodyException)
        {
            return new(null, "It names nobody: no identity and no message of ours.");
        }
        catch (CustomerFaultException fault)
        {
            Log.Kept(logger, fault, fault.Customer);
            await parked.Keep(fault.Customer, input.Input, CancellationToken.None);
            return new(null, "It met a fault of ours. It is kept, and taken once that is mended: do not send it again.", Kept: true);
        }
        catch (Exception error) when (error is not (OperationCanceledException or OverloadedException))
        {
            // Whether it was written is not known. Sent again it changes nothing twice.
            Log.NotStored(logger, error);
            throw new OverloadedException("It cannot be stored at the moment.");
        }
    }

    /// <summary>Places of inputs that may be the same customer's (they share an identity, a message or an id), each group in order.</summary>
    private static IEnumerable<List<int>> Together(IReadOnlyList<CustomerInput> inputs)
    {
        var parents = Enumerable.Range(0, inputs.Count).ToArray();
        int Root(int place)
        {
            while (parents[place] != place)
            {
                place = parents[place] = parents[parents[place]];
            }

            return place;
        }

        var firsts = new Dictionary<object, int>();
        for (var place = 0; place < inputs.Count; place++)
        {
            foreach (var mark in MarksOf(inputs[place]))
            {
                if (!firsts.TryAdd(mark, place))
                {
                    parents[Root(place)] = Root(firsts[mark]);
                }
            }
        }

        return Enumerable.Range(0, inputs.Count).GroupBy(Root).Select(static group => group.ToList());
    }

    private static IEnumerable<object> MarksOf(CustomerInput input)
    {
        yield return input.Id;
        foreach (var alias in input.Aliases)
        {
            yield return alias;
        }

        if (input is CustomerInput.DeliveryReported delivery)
        {
            yield return delivery.Wamid;
            if (Effect.Send.Parse(delivery.TouchKey) is { } key)
            {
                yield return key.Customer;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(101, LogLevel.Error, "An input of customer {Customer} met a fault; it is kept")]
        public static partial void Kept(ILogger logger, Exception fault, CustomerKey customer);

        [LoggerMessage(102, LogLevel.Error, "An input was not stored; its sender is to repeat it")]
        public static partial void NotStored(ILogger logger, Exception error);
    }
}
