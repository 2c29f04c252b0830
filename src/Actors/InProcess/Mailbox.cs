using Conversations.Customers;

namespace Conversations.Actors.InProcess;

/// <summary>One customer in memory, and what waits for it.</summary>
internal sealed class Mailbox(CustomerKey key, CustomerActor actor)
{
    public CustomerKey Key => key;

    public CustomerActor Actor => actor;

    public List<Letter> Letters { get; } = [];

    public bool Running { get; set; }

    /// <summary>Somebody will look whether its last turn was written.</summary>
    public bool ClearsUp { get; set; }

    /// <summary>By others than the engine itself.</summary>
    public bool SpokenTo { get; set; }
}

/// <summary>An input, or work that is done between two turns.</summary>
internal sealed record Letter(CustomerInput? Input, Func<CustomerActor, Task>? Work, bool Remembered = false)
{
    public TaskCompletionSource<Fate> Answer { get; } = new();
}
