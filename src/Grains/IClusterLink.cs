namespace Conversations.Grains;

/// <summary>How a silo's engine reaches the cluster. The silo's own container comes later than the engine and has a clock of its own, hence the port.</summary>
public interface IClusterLink
{
    IGrainFactory Grains { get; }

    /// <summary>The silos that are alive, this one among them.</summary>
    IReadOnlyList<ISiloPeer> Peers();

    /// <summary>Those besides this one.</summary>
    IReadOnlyList<ISiloPeer> Others();

    /// <summary>Starts the silo.</summary>
    Task Join(ClusterEngine engine, CancellationToken cancellationToken);

    /// <summary>Stops the silo; its grains move to the others.</summary>
    Task Leave(CancellationToken cancellationToken);
}
