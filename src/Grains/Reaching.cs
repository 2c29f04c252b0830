using Conversations.Actors;

namespace Conversations.Grains;

/// <summary>Calls between silos, for whoever waits for the answer: that a silo is gone or hangs is a matter of a moment.</summary>
public static class Reaching
{
    /// <exception cref="OverloadedException">It did not answer. What was asked for may be done or not; asked again, it is done once.</exception>
    public static async Task<T> Reached<T>(this Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (Exception error) when (error is OrleansException or TimeoutException)
        {
            throw new OverloadedException($"Another silo did not answer: {error.GetType().Name}.");
        }
    }
}
