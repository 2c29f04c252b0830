using Conversations.Actors.Identity;
using Conversations.Identity;

namespace Conversations.Actors;

/// <summary>Bounds of a host. Each default suits one machine.</summary>
public sealed class EngineOptions
{
    /// <summary>Customers kept in memory (default 10,000; a few kilobytes each). More saves loads, fewer saves memory.</summary>
    public int ActiveMax { get; init; } = 10_000;

    /// <summary>Inputs that may wait for one customer (default 1,000); the next is refused as overload.</summary>
    public int MailboxMax { get; init; } = 1_000;

    /// <summary>Inputs that may wait in all (default 20,000); the next is refused as overload.</summary>
    public int WaitingMax { get; init; } = 20_000;

    /// <summary>Commits under way at once (default 1, right for SQLite; PostgreSQL gains from 2–4).</summary>
    public int CommitLanes { get; init; } = 1;

    /// <summary>Unique recipients outside the window per rolling 24 h and portfolio (M:messaging-limits); null: unlimited. WhatsApp's own notice overrides it.</summary>
    public int? MessagingLimit { get; init; }

    /// <summary>True while nothing is really sent, after a restore: messages then wait for no pace and no limit of a number, only to end as unknown.</summary>
    public bool CatchesUp { get; init; }

    /// <summary>Keys the hash under which an opt-out survives an erasure. At least 16 bytes; must stay the same for the life of the store.</summary>
    public required ReadOnlyMemory<byte> SuppressionKey { get; init; }

    /// <summary>How often due customers are looked for in real time, whatever the timers say: those count the machine's own time, and the clock may have been set forward or the machine have slept. Null: a clock that only moves when told.</summary>
    public TimeSpan? ScanEvery { get; init; }

    /// <summary>Names a new customer; a simulation gives its own, so that a seed repeats.</summary>
    public Func<CustomerId> NewCustomer { get; init; } = NewCustomerId.Make;

    /// <summary>How long the assistant may take, in real time (default 8 s); then a human is asked.</summary>
    public TimeSpan AssistantTimeout { get; init; } = TimeSpan.FromSeconds(8);
}

/// <summary>All that the engine needs of the outside.</summary>
public sealed record EnginePorts(
    ICustomerStore Customers,
    IIdentityDirectory Directory,
    IReadModels ReadModels,
    IStoreRecords Records,
    IWhatsApp WhatsApp,
    IAssistant Assistant,
    IStoreWebhook Webhook)
{
    /// <summary>Where several processes share the database.</summary>
    public IProcesses? Processes { get; init; }

    /// <summary>Where the database forgets what is old.</summary>
    public IRetention? Retention { get; init; }
}

/// <summary>Too much waits, or the host is stopping: nothing was taken; the caller is to try again later (HTTP 503).</summary>
public sealed class OverloadedException(string message) : Exception(message);

/// <summary>The decider failed on this input: a fault of ours. It was not taken; its customer and all others go on.</summary>
public class CustomerFaultException(CustomerKey customer, string message, Exception? cause) : Exception(message, cause)
{
    public CustomerKey Customer => customer;
}

/// <summary>The decider failed on this customer too often in a row: or its stored state cannot be read: its work stands still until it is released, the host restarts, or it leaves memory.</summary>
public sealed class CustomerParkedException(CustomerKey customer, Exception? cause)
    : CustomerFaultException(customer, $"Customer {customer} is parked after repeated faults.", cause);

/// <summary>An input that names nobody: no alias, and no message of ours that it could belong to.</summary>
public sealed class NobodyException() : Exception("The input names no customer.");
