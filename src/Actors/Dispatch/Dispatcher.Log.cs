using Microsoft.Extensions.Logging;

namespace Conversations.Actors.Dispatch;

internal sealed partial class Dispatcher
{
    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Warning, "A send of customer {Customer} ended without an answer")]
        public static partial void SendFaulted(ILogger logger, Exception error, CustomerKey customer);

        [LoggerMessage(21, LogLevel.Warning, "The assistant was too late for customer {Customer}")]
        public static partial void AssistantLate(ILogger logger, CustomerKey customer);

        [LoggerMessage(22, LogLevel.Error, "The assistant failed for customer {Customer}")]
        public static partial void AssistantFailed(ILogger logger, Exception error, CustomerKey customer);

        [LoggerMessage(23, LogLevel.Warning, "The store's webhook failed for {Event} of customer {Customer}")]
        public static partial void WebhookFailed(ILogger logger, Exception error, CustomerKey customer, string @event);

        [LoggerMessage(24, LogLevel.Error, "The store's webhook never took {Event} of customer {Customer}; given up")]
        public static partial void WebhookGivenUp(ILogger logger, CustomerKey customer, string @event);

        [LoggerMessage(25, LogLevel.Error, "Alert {Alert}: {Detail} (customer {Customer})")]
        public static partial void Alert(ILogger logger, string alert, string detail, CustomerKey customer);

        [LoggerMessage(26, LogLevel.Warning, "Effect {Effect} of customer {Customer} failed; not repeated")]
        public static partial void EffectFailed(ILogger logger, Exception error, string effect, CustomerKey customer);

        [LoggerMessage(27, LogLevel.Warning, "{Effect} of customer {Customer} could not be carried out; trying again")]
        public static partial void Retried(ILogger logger, Exception error, string effect, CustomerKey customer);
    }
}
