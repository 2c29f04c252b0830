using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Conversations.Load.Machine;

namespace Conversations.Load.Wire;

/// <summary>The bytes of the requests: storefront events of customers 0…n-1, and signed WhatsApp webhooks from them.</summary>
internal sealed class Requests(int customers)
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes(ApiProcess.AppSecret);

    private readonly string occurred = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    private readonly string seconds = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    private readonly string run = Guid.NewGuid().ToString("N")[..8];
    private long made;

    /// <summary>Customers in turn, so that a run of n requests meets all of them.</summary>
    public ReadOnlyMemory<byte> CartUpdated()
    {
        var nth = Interlocked.Increment(ref made);
        return CartUpdated(nth, nth % customers);
    }

    /// <summary>Far apart, so that nobody is met twice soon.</summary>
    public ReadOnlyMemory<byte> CartUpdatedOfAnyone()
    {
        var nth = Interlocked.Increment(ref made);
        return CartUpdated(nth, nth * 7_919 % customers);
    }

    /// <summary>Somebody new each time.</summary>
    public ReadOnlyMemory<byte> CartUpdatedOfNewcomer()
    {
        var nth = Interlocked.Increment(ref made);
        return CartUpdated(nth, customers + nth);
    }

    /// <summary>A webhook with one short message each of so many customers.</summary>
    public ReadOnlyMemory<byte> Webhook(int messages)
    {
        var first = Interlocked.Add(ref made, messages);
        var body = new StringBuilder(400 + (messages * 260));
        body.Append("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"200000000000001\",\"changes\":[{\"field\":\"messages\",\"value\":{\"messaging_product\":\"whatsapp\",\"metadata\":{\"display_phone_number\":\"15550001111\",\"phone_number_id\":\"")
            .Append(Bench.DemoRules.Number.Value).Append("\"},\"messages\":[");
        for (var place = 0; place < messages; place++)
        {
            var nth = first - place;
            body.Append(place == 0 ? "" : ",").Append(
                CultureInfo.InvariantCulture,
                $$$"""{"from":"{{{Phone(nth % customers)}}}","id":"wamid.{{{run}}}{{{nth}}}","timestamp":"{{{seconds}}}","type":"text","text":{"body":"Thanks!"}}""");
        }

        body.Append("]}}]}]}");
        var bytes = Encoding.UTF8.GetBytes(body.ToString());
        return Post("/webhooks/whatsapp", $"X-Hub-Signature-256: sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Secret, bytes))}", bytes);
    }

    public static string Phone(long customer) => string.Create(CultureInfo.InvariantCulture, $"336{10_000_000 + customer}");

    private ReadOnlyMemory<byte> CartUpdated(long nth, long customer) => Post(
        $"/v1/stores/{ApiProcess.Store}/events",
        $"Authorization: Bearer {ApiProcess.Key}",
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$$"""[{"id":"{{{run}}}-{{{nth}}}","type":"cart.updated","occurredAt":"{{{occurred}}}","customer":{"id":"s{{{customer}}}","phone":"+{{{Phone(customer)}}}","email":"c{{{customer}}}@example.com","firstName":"Ana","lastName":"Durand","locale":"fr-FR","country":"FR"},"cart":{"id":"cart-{{{customer}}}","url":"https://shop.example/cart/{{{customer}}}","currency":"EUR","total":"{{{50 + (nth % 50)}}}.90","items":[{"productId":"p1","variantId":"p1-m","name":"Linen shirt","quantity":1,"price":"29.90","url":"https://shop.example/products/p1","imageUrl":"https://shop.example/images/p1.jpg"},{"productId":"p2","variantId":"p2-l","name":"Canvas shoes","quantity":{{{1 + (nth % 3)}}},"price":"30.00","url":"https://shop.example/products/p2","imageUrl":"https://shop.example/images/p2.jpg"}]}}]""")));

    private static byte[] Post(string path, string header, byte[] body) =>
    [
        .. Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{header}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n")),
        .. body,
    ];
}
