using Microsoft.Extensions.Logging;

namespace Conversations.Actors;

public sealed partial class CustomerActor
{
    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Warning, "Customer {Customer} was written by another; deciding again")]
        public static partial void Conflict(ILogger logger, CustomerKey customer);

        [LoggerMessage(11, LogLevel.Error, "The commit of customer {Customer} failed")]
        public static partial void CommitFailed(ILogger logger, Exception error, CustomerKey customer);

        [LoggerMessage(12, LogLevel.Error, "The decider failed on a {Kind} of customer {Customer}")]
        public static partial void DeciderFailed(ILogger logger, Exception error, CustomerKey customer, string kind);

        [LoggerMessage(13, LogLevel.Critical, "Customer {Customer} is parked: the decider failed on it repeatedly, or its state cannot be read")]
        public static partial void Parked(ILogger logger, Exception error, CustomerKey customer);
    }
}
