using Conversations.Grains.Wire;

namespace Conversations.Grains;

/// <summary>A customer in the cluster; its key is <c>store/customer</c>.</summary>
[Alias("conversations.customer")]
public interface ICustomerGrain : IGrainWithStringKey
{
    /// <summary>Hands an input in; answers when it is durable, or says why it is not.</summary>
    [Alias("take")]
    Task<Answer> Take([Immutable] Letter letter);

    /// <summary>The snapshot as text; null where nothing is known of the customer, empty where what is stored cannot be read.</summary>
    [Alias("look")]
    Task<string?> Look();

    /// <summary>Erases this one customer, its opt-out kept as a hash. False where a living one was meant that has moved into another meanwhile.</summary>
    [Alias("erase")]
    Task<bool> Erase(bool living);

    /// <summary>Ends a standstill after faults, and drops what is in memory. False, and nothing is done, where the customer does not stand still.</summary>
    [Alias("let-go")]
    Task<bool> Release();
}
