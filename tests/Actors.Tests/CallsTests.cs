using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests;

/// <summary>Calls that send.</summary>
public sealed class CallsTests
{
    [Fact]
    public void After_a_crash_during_the_call_the_outcome_is_unknown_and_nothing_is_sent_again()
    {
        var host = new Host { Answer = _ => new TaskCompletionSource<SendResult>().Task };
        host.Tell("a", "n1", "want");
        host.Sent.ShouldHaveSingleItem();

        host.Crash();

        host.Sent.ShouldHaveSingleItem();
        host.Look("a").Kinds()[^1].ShouldBe("SendUnknown");
        host.Disk.Outbox().ShouldBeEmpty();
    }

    [Fact]
    public void What_is_written_to_a_customer_waits_for_the_answer_to_what_was_written_before_and_nobody_else_does()
    {
        var slow = new TaskCompletionSource<SendResult>();
        var host = new Host();
        host.Answer = send => send.TouchId == "t1" && host.Sent.Count == 1 ? slow.Task : Task.FromResult<SendResult>(new SendResult.Accepted($"wamid.{host.Sent.Count}", null));
        host.Tell("a", "n1", "want");
        host.Tell("a", "n2", "want");
        host.Advance(TimeSpan.FromSeconds(10));
        host.Tell("b", "n3", "want");
        host.Look("a").Kinds().Count(kind => kind == "SlotGranted").ShouldBe(2);
        host.Sent.Count.ShouldBe(2, "one to each");

        slow.SetResult(new SendResult.Accepted("wamid.slow", null));
        host.Settle();

        host.Sent.Count.ShouldBe(3);
        host.Look("a").Kinds()[^2..].ShouldBe(["SendAccepted", "SendAccepted"]);
        host.Disk.Outbox().ShouldBeEmpty();
    }

    [Fact]
    public void A_call_that_throws_is_unknown()
    {
        var host = new Host { Answer = _ => throw new HttpRequestException("reset") };
        host.Tell("a", "n1", "want");
        host.Look("a").Kinds()[^1].ShouldBe("SendUnknown");
    }
}
