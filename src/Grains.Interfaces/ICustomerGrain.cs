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

    /// <summary>What is in memory is dropped, a standstill after faults ends.</summary>
    [Alias("release")]
    Task Release();
}
