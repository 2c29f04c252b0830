using System.Text;
using Conversations.WhatsApp.Webhooks;
using Shouldly;
using Xunit;

namespace Conversations.WhatsApp.Tests.Webhooks;

public sealed class SignatureTests
{
    private const string Secret = "demo-app-secret";

    private static readonly byte[] Plain = """{"text":"a@b.example \/ \u00e4"}"""u8.ToArray();

    [Fact]
    public void A_known_vector_is_reproduced() =>
        Signature.Of("The quick brown fox jumps over the lazy dog"u8, "key")
            .ShouldBe("sha256=f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");

    [Fact]
    public void The_bytes_as_received_are_what_is_signed()
    {
        Signature.IsValid(Plain, Signature.Of(Plain, Secret), [Secret]).ShouldBeTrue();
        Signature.IsValid("""{"text":"a@b.example / ä"}"""u8, Signature.Of(Plain, Secret), [Secret]).ShouldBeFalse();
    }

    [Fact]
    public void Raw_accents_and_emoji_are_accepted_signed_raw_or_signed_escaped()
    {
        var raw = Encoding.UTF8.GetBytes("""{"text":"äöå 👍"}""");
        var escaped = Encoding.ASCII.GetBytes("""{"text":"\u00e4\u00f6\u00e5 \ud83d\udc4d"}""");
        Signature.IsValid(raw, Signature.Of(raw, Secret), [Secret]).ShouldBeTrue();
        Signature.IsValid(raw, Signature.Of(escaped, Secret), [Secret]).ShouldBeTrue();
        Signature.IsValid(escaped, Signature.Of(raw, Secret), [Secret]).ShouldBeFalse();
    }

    [Fact]
    public void Any_of_several_secrets_signs_and_an_empty_one_never_does()
    {
        Signature.IsValid(Plain, Signature.Of(Plain, Secret), ["another", Secret]).ShouldBeTrue();
        Signature.IsValid(Plain, Signature.Of(Plain, ""), ["", "another"]).ShouldBeFalse();
        Signature.IsValid(Plain, Signature.Of(Plain, Secret), []).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha256=zz83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8ff")]
    [InlineData("sha1=f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8")]
    [InlineData("f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8")]
    public void A_header_of_another_shape_is_refused(string? header) =>
        Signature.IsValid("The quick brown fox jumps over the lazy dog"u8, header, ["key"]).ShouldBeFalse();

    [Fact]
    public void One_flipped_bit_of_the_body_is_refused()
    {
        var header = Signature.Of(Plain, Secret);
        var changed = (byte[])Plain.Clone();
        changed[10] ^= 1;
        Signature.IsValid(changed, header, [Secret]).ShouldBeFalse();
        Signature.IsValid(Plain, header.ToUpperInvariant().Replace("SHA256", "sha256", StringComparison.Ordinal), [Secret]).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0xC3, 0xA9)]
    [InlineData(0xFF, 0xFF)]
    public void A_body_that_nobody_signed_costs_hardly_more_with_many_stores_than_with_one(byte odd, byte even)
    {
        var body = new byte[1_000_000];
        for (var place = 0; place < body.Length; place++)
        {
            body[place] = place % 2 == 0 ? odd : even;
        }

        CostOf(body, StoresOf(1));
        CostOf(body, StoresOf(50)).ShouldBeLessThan(CostOf(body, StoresOf(1)) + body.Length);
        CostOf(body, StoresOf(1)).ShouldBeLessThan(10L * body.Length);

        static WhatsAppOptions StoresOf(int count)
        {
            var options = new WhatsAppOptions();
            for (var store = 0; store < count; store++)
            {
                options.Stores[$"store{store}"] = new WhatsAppStoreOptions { AppSecrets = { $"secret{store}" } };
            }

            return options;
        }

        static long CostOf(byte[] body, WhatsAppOptions stores)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            stores.SignedBy(body, Signature.Of("{}"u8, Secret)).ShouldBeEmpty();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData("subscribe", "demo-verify-token", "1158201444", "1158201444")]
    [InlineData("subscribe", "wrong", "1158201444", null)]
    [InlineData("subscribe", "", "1158201444", null)]
    [InlineData("subscribe", null, "1158201444", null)]
    [InlineData("unsubscribe", "demo-verify-token", "1158201444", null)]
    [InlineData("subscribe", "demo-verify-token", null, null)]
    public void The_handshake_answers_with_the_challenge_only_for_our_token(string? mode, string? token, string? challenge, string? answer) =>
        Handshake.Answer(mode, token, challenge, ["", "demo-verify-token"]).ShouldBe(answer);
}
