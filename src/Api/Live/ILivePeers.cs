using Conversations.Identity;

namespace Conversations.Api.Live;

/// <summary>The other processes of a cluster, each with listeners of its own.</summary>
public interface ILivePeers
{
    /// <summary>A commit of this process.</summary>
    void Tell(StoreId store, Changed changed);

    /// <summary>Somebody listens here; completes when the others know. Never throws.</summary>
    Task Listening();
}
