using Shouldly;
using Xunit;

namespace Conversations.Answering.Tests;

public sealed class GuardTests
{
    private const string Found = "Shipping costs 4,90 EUR, free from 60 EUR, in 2–3 days, see https://shop.example/a. Order #1001 left on 3 May; 10 % off until 5 June. Big one: 1.299,90 €";

    [Theory]
    [InlineData("It is 4.90 EUR.")]
    [InlineData("It is €4.90, see https://shop.example/a!")]
    [InlineData("Order #1001 left on May 3rd.")]
    [InlineData("It costs EUR 1299.90.")]
    [InlineData("Nothing is claimed here.")]
    public void Founded_reply_passes(string reply) => Guard.Unfounded(reply, Found).ShouldBeNull();

    [Theory]
    [InlineData("It is 5.90 EUR.", "5.9 EUR")]
    [InlineData("It is 4.90 USD.", "4.9 USD")]
    [InlineData("It is 3 EUR.", "3 EUR")]
    [InlineData("You get 60 % off.", "60 %")]
    [InlineData("See https://shop.example/b", "https://shop.example/b")]
    [InlineData("See https://shop.example/a/b", "https://shop.example/a/b")]
    [InlineData("Order #60 is on its way.", "#60")]
    [InlineData("It left on 5 May.", "5 may")]
    [InlineData("It takes 7 days.", "7")]
    public void Claim_that_was_not_found_is_named(string reply, string claim) => Guard.Unfounded(reply, Found).ShouldBe(claim);
}
