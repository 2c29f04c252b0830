using Conversations.Identity;
using Microsoft.Extensions.Logging;

namespace Conversations.Actors.Identity;

public sealed partial class Resolver
{
    private static partial class Log
    {
        [LoggerMessage(40, LogLevel.Information, "Customer {Merged} turned out to be {Survivor}")]
        public static partial void Merging(ILogger logger, CustomerId merged, CustomerId survivor);

        [LoggerMessage(41, LogLevel.Information, "A {Kind} of customer {From} now belongs to {To}")]
        public static partial void Parting(ILogger logger, CustomerId from, CustomerId to, AliasKind kind);
    }
}
