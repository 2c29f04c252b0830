using Conversations.Messages;
using Shouldly;
using Xunit;

namespace Conversations.WhatsApp.Tests;

public sealed class ErrorReactionsTests
{
    [Theory]
    [InlineData("0 190 3 10 131005 200 250 299 131037 131045 133010", ErrorReaction.StopNumber, ErrorScope.Number, true, ErrorReactions.Unlimited)]
    [InlineData("368 131031 131042", ErrorReaction.StopAccount, ErrorScope.Account, true, ErrorReactions.Unlimited)]
    [InlineData("1 2 131000 131016 133004", ErrorReaction.Retry, ErrorScope.Message, false, 6)]
    [InlineData("4 80007 613", ErrorReaction.RetryLater, ErrorScope.Account, false, 8)]
    [InlineData("33 100 131008 131009 135000 131051", ErrorReaction.NeverRetry, ErrorScope.Message, true, 1)]
    [InlineData("130497", ErrorReaction.CountryBarred, ErrorScope.Account, true, 1)]
    [InlineData("130429", ErrorReaction.SlowNumber, ErrorScope.Number, false, 12)]
    [InlineData("130472 131021", ErrorReaction.NeverRetry, ErrorScope.Message, false, 1)]
    [InlineData("131026", ErrorReaction.Undeliverable, ErrorScope.Recipient, false, 1)]
    [InlineData("131030", ErrorReaction.NeverRetry, ErrorScope.Number, true, 1)]
    [InlineData("131047", ErrorReaction.ReplanAsTemplate, ErrorScope.Message, false, 2)]
    [InlineData("131048", ErrorReaction.PauseMarketing, ErrorScope.Number, true, 3)]
    [InlineData("131064", ErrorReaction.PauseMarketing, ErrorScope.Account, true, 3)]
    [InlineData("131049", ErrorReaction.Saturated, ErrorScope.Recipient, false, 2)]
    [InlineData("131050", ErrorReaction.OptedOut, ErrorScope.Recipient, false, 1)]
    [InlineData("131052", ErrorReaction.AskToResend, ErrorScope.Message, false, 1)]
    [InlineData("131053", ErrorReaction.RetryOnce, ErrorScope.Message, false, 2)]
    [InlineData("131055 134100 134102", ErrorReaction.UseCloudApi, ErrorScope.Message, false, 2)]
    [InlineData("131056", ErrorReaction.PairPace, ErrorScope.Recipient, false, 8)]
    [InlineData("131057", ErrorReaction.RetryLater, ErrorScope.Number, false, 6)]
    [InlineData("131062", ErrorReaction.UsePhone, ErrorScope.Message, false, 1)]
    [InlineData("131063", ErrorReaction.UseMarketingMessages, ErrorScope.Message, false, 2)]
    [InlineData("132000 132008 132012 132018", ErrorReaction.BrokenTemplate, ErrorScope.Template, true, 1)]
    [InlineData("132001", ErrorReaction.MissingTemplate, ErrorScope.Template, true, 4)]
    [InlineData("132005", ErrorReaction.Shorten, ErrorScope.Message, false, 2)]
    [InlineData("132007 132016", ErrorReaction.RetireTemplate, ErrorScope.Template, true, 1)]
    [InlineData("132015", ErrorReaction.PauseTemplate, ErrorScope.Template, false, 3)]
    [InlineData("132068 132069", ErrorReaction.WithoutFlow, ErrorScope.Template, true, 1)]
    [InlineData("133000 133005 133015 136000 136024 136025", ErrorReaction.NeverRetry, ErrorScope.Number, true, 1)]
    [InlineData("133016", ErrorReaction.RetryLater, ErrorScope.Number, true, 3)]
    [InlineData("134101", ErrorReaction.TemplateSyncing, ErrorScope.Message, false, 4)]
    [InlineData("137000", ErrorReaction.ReconfirmIdentity, ErrorScope.Recipient, false, 1)]
    [InlineData("1752041 2388001 2593002", ErrorReaction.NeverRetry, ErrorScope.Account, true, 1)]
    [InlineData("-1 5 12455 130999 999999", ErrorReaction.NeverRetry, ErrorScope.Message, true, 1)]
    public void Each_code_has_its_reaction(string codes, ErrorReaction reaction, ErrorScope scope, bool alert, int attempts)
    {
        foreach (var code in codes.Split(' ').Select(int.Parse))
        {
            var row = ErrorReactions.Of(code);
            row.ShouldSatisfyAllConditions(
                $"code {code}",
                () => row.Reaction.ShouldBe(reaction),
                () => row.Scope.ShouldBe(scope),
                () => row.Alert.ShouldBe(alert),
                () => row.MaxAttempts.ShouldBe(attempts),
                () => row.ConcernsSender.ShouldBe(scope >= ErrorScope.Template),
                () => row.MayFollow(1).ShouldBe(attempts > 1),
                () => row.MayFollow(attempts).ShouldBeFalse());
        }
    }

    [Theory]
    [InlineData(131056, "1 4 16 64 256 1024 4096 4096")]
    [InlineData(131000, "15 30 60 120 240")]
    [InlineData(131049, "86400 172800 345600 345600")]
    [InlineData(132015, "10800 21600 21600")]
    [InlineData(134101, "600 600")]
    [InlineData(131053, "30")]
    [InlineData(190, "300 600 1200 2400 3600 3600")]
    [InlineData(131026, "0 0")]
    [InlineData(131055, "0")]
    public void Pauses_grow_as_the_platform_asks(int code, string seconds)
    {
        var row = ErrorReactions.Of(code);
        Enumerable.Range(1, seconds.Split(' ').Length).Select(attempt => row.Delay(attempt).TotalSeconds)
            .ShouldBe(seconds.Split(' ').Select(double.Parse));
    }

    [Fact]
    public void A_very_late_attempt_still_has_a_pause() =>
        ErrorReactions.Of(190).Delay(1_000_000).ShouldBe(TimeSpan.FromHours(1));
}
