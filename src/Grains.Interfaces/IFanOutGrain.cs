namespace Conversations.Grains;

/// <summary>News of a product on its way to all who have to do with it; the key is <c>store/event</c>. The job and its cursor are rows that the embedded host knows too.</summary>
[Alias("conversations.fanout")]
public interface IFanOutGrain : IGrainWithStringKey
{
    /// <summary>Begins, or goes on after its silo was lost.</summary>
    [Alias("go")]
    Task Go();
}
