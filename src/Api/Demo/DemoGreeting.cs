namespace Conversations.Api.Demo;

/// <summary>What the demo says of itself when it starts.</summary>
public static class DemoGreeting
{
    public static void Print(Uri address)
    {
        var root = address.GetLeftPart(UriPartial.Authority);
        Console.WriteLine(
            $"""
            Conversations: the demo. Everything is made up, WhatsApp is simulated, nothing leaves this machine.
              Open        {root}/            a phone, a shop and a clock to try it with
              API         {root}/swagger     described in {root}/openapi/v1.json
              Store demo, key demo-key, for instance:
                curl -H "Authorization: Bearer demo-key" {root}/v1/stores/demo/customers
              WhatsApp app secret demo-app-secret, verify token demo-verify-token; Shopify demo-shopify-secret; WooCommerce demo-woo-secret
              The clock: {root}/simulator/clock    Begin anew: POST {root}/simulator/reset
            """);
    }
}
