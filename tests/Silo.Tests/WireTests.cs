using System.Text.Json;
using Conversations.Actors;
using Conversations.Actors.Sending;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Grains;
using Conversations.Grains.Wire;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.Storage.Tests;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Shouldly;
using Xunit;

namespace Silo.Tests;

/// <summary>What silos say to each other, as bytes that an older or a newer silo wrote.</summary>
public sealed class WireTests
{
    private static readonly Serializer Wire = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    private static readonly CustomerInput Input = new CustomerInput.ProductViewed(new Product { Id = "p1" }) { Id = "e1", Source = "events", At = Turns.Noon, OccurredAt = Turns.Noon };

    private static readonly EffectRow Row = new(
        Turns.Customer("c1"), 7, 1, new Effect.WantSlot("t1", new NumberId("1000"), "+33600000001", Purpose.Service, 100, 0, Turns.Noon, null, null));

    /// <summary>Wishes and letters carry what the log stores, which has its own tests and gains fields.</summary>
    public static TheoryData<string> Envelopes => ["notice", "answer", "number", "standing", "change"];

    /// <summary>Taken from the first release; never changed, only added to.</summary>
    private static Dictionary<string, string> Recorded => new()
    {
        ["letter"] = "IOhA1gJ7ImtpbmQiOiJwcm9kdWN0X3ZpZXdlZC4xIiwicHJvZHVjdCI6eyJpZCI6InAxIn0sImlkIjoiZTEiLCJzb3VyY2UiOiJldmVudHMiLCJhdCI6IjIwMjYtMTEtMDJUMTI6MDA6MDArMDA6MDAiLCJvY2N1cnJlZEF0IjoiMjAyNi0xMS0wMlQxMjowMDowMCswMDowMCIsInJ1bGVzVmVyc2lvbiI6MCwiYWxpYXNlcyI6W1194A==",
        ["wish"] = "IOhACWRlbW9BBWMxAR0BBUGqAnsia2luZCI6IndhbnRfc2xvdC4xIiwidG91Y2hJZCI6InQxIiwibnVtYmVyIjoiMTAwMCIsInJlY2lwaWVudCI6IiszMzYwMDAwMDAwMSIsInB1cnBvc2UiOiJzZXJ2aWNlIiwicHJpb3JpdHkiOjEwMCwidmFsdWUiOjAsIndpbmRvd0Nsb3Nlc0F0IjoiMjAyNi0xMS0wMlQxMjowMDowMCswMDowMCJ94A==",
        ["notice"] = "IOhAqXsiJHR5cGUiOiJjYXRhbG9ndWUuMSIsInRlbXBsYXRlcyI6W3siaXRlbTEiOiJjYXJ0IiwiaXRlbTIiOiJmciIsIml0ZW0zIjoicGF1c2VkIn1dfeA=",
        ["answer"] = "IOgIAwVBBWMyQQd3aHkBAeA=",
        ["number"] = "IOhABXt9AQ3g",
        ["standing"] = "IOgAFSGAAKAq0tg43wiBAAAAAAAAAADg4A==",
        ["change"] = "IOhACWRlbW9BBWMxAR1BD3dhaXRpbmcBA+A=",
    };

    private static Dictionary<string, Func<byte[]>> Written => new()
    {
        ["notice"] = static () => Wire.SerializeToArray(new NoticeLetter(Catalogue)),
        ["answer"] = static () => Wire.SerializeToArray(new Answer(AnswerKind.Repeated) { MovedTo = "c2", Why = "why" }),
        ["number"] = static () => Wire.SerializeToArray(new NumberStanding("{}", 3)),
        ["standing"] = static () => Wire.SerializeToArray(new SiloStanding(5, Turns.Noon)),
        ["change"] = static () => Wire.SerializeToArray(Change),
    };

    private static Change Change => new("demo", "c1", 7, "waiting", Thread: true);

    private static PlatformNotice Catalogue => new PlatformNotice.Catalogue([("cart", "fr", TemplateStatus.Paused)]);

    [Theory]
    [MemberData(nameof(Envelopes))]
    public void Bytes_are_those_that_were_recorded(string kind) => Convert.ToBase64String(Written[kind]()).ShouldBe(Recorded[kind]);

    [Fact]
    public void Recorded_bytes_are_read()
    {
        Read<Letter>("letter").Input.ShouldBe(Input);
        Read<Wish>("wish").Row.ShouldBe(Row);
        Read<NoticeLetter>("notice").Notice.ShouldBeOfType<PlatformNotice.Catalogue>().Templates.ShouldBe([("cart", "fr", TemplateStatus.Paused)]);
        Read<Answer>("answer").ShouldBe(new Answer(AnswerKind.Repeated) { MovedTo = "c2", Why = "why" });
        Read<NumberStanding>("number").ShouldBe(new NumberStanding("{}", 3));
        Read<SiloStanding>("standing").ShouldBe(new SiloStanding(5, Turns.Noon));
        Read<Change>("change").ShouldBe(Change);
    }

    [Fact]
    public void What_a_newer_silo_adds_is_passed_over_and_what_an_older_leaves_out_is_empty()
    {
        var newer = Wire.SerializeToArray(new NewerAnswer { Kind = AnswerKind.Parked, Why = "why", More = "more", Later = new Guid(7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) });
        Wire.Deserialize<Answer>(newer).ShouldBe(new Answer(AnswerKind.Parked) { Why = "why" });

        var older = Wire.SerializeToArray(new Answer(AnswerKind.Accepted));
        Wire.Deserialize<NewerAnswer>(older).More.ShouldBeNull();
    }

    [Fact]
    public void Fields_that_this_version_does_not_know_are_passed_over()
    {
        new LetterConverter().ConvertFromSurrogate(new LetterWire { Json = Grown(Conversations.Customers.Written.Of(Input)) }).Input.ShouldBe(Input);

        var wish = new WishConverter().ConvertToSurrogate(new Wish(Row));
        new WishConverter().ConvertFromSurrogate(wish with { Json = Grown(wish.Json) }).Row.ShouldBe(Row);

        var notice = new NoticeConverter().ConvertToSurrogate(new NoticeLetter(Catalogue));
        new NoticeConverter().ConvertFromSurrogate(notice with { Json = Grown(notice.Json) }).Notice.ShouldBeOfType<PlatformNotice.Catalogue>().Templates.ShouldHaveSingleItem();

        var lease = JsonSerializer.Serialize(new SenderLeaseState { Until = Turns.Noon }, Conversations.Customers.Written.Options);
        JsonSerializer.Deserialize<SenderLeaseState>(Grown(lease), Conversations.Customers.Written.Options)!.Until.ShouldBe(Turns.Noon);
    }

    [Fact]
    public void A_kind_of_input_that_this_version_does_not_know_is_refused() => Should.Throw<JsonException>(() =>
        new LetterConverter().ConvertFromSurrogate(new LetterWire { Json = Conversations.Customers.Written.Of(Input).Replace("product_viewed.1", "invented_later.1", StringComparison.Ordinal) }));

    /// <summary>As a later version might write it.</summary>
    private static string Grown(string json) => json[..^1] + ",\"addedLater\":{\"more\":[7]}}";

    private static T Read<T>(string kind) => Wire.Deserialize<T>(Convert.FromBase64String(Recorded[kind]))!;
}

/// <summary>The answer as a later release might have it.</summary>
[GenerateSerializer]
[Alias("tests.newer-answer")]
public record struct NewerAnswer
{
    [Id(0)]
    public AnswerKind Kind { get; set; }

    [Id(2)]
    public string? Why { get; set; }

    [Id(4)]
    public string? More { get; set; }

    [Id(5)]
    public Guid Later { get; set; }
}
