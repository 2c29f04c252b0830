using Shouldly;
using Xunit;

namespace Conversations.Tests.Customers;

/// <summary>What was said by two customers found to be one.</summary>
public sealed partial class MergingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_language_of_the_latest_message_counts_whichever_of_the_two_wrote_it(bool newerWroteLast)
    {
        var (older, newer) = Two();
        older.Says(newerWroteLast ? "gracias" : "merci beaucoup");
        newer.After(newerWroteLast ? 1 : -1).Says(newerWroteLast ? "merci beaucoup" : "gracias");
        older.After(2);
        Merge(older, newer);

        older.Customer.Thread.Language.ShouldBe("fr");
    }

    [Fact]
    public void Who_wrote_only_as_the_newer_is_reminded_in_the_language_of_that_message()
    {
        var (older, newer) = Two();
        newer.Says("merci beaucoup");
        Merge(older, newer);

        older.Cart().After(0.6).Texts.Single().ShouldStartWith("Bonjour");
    }
}
