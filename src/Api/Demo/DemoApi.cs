using Conversations.Customers;
using Conversations.Identity;
using Conversations.WhatsApp;
using Conversations.WhatsApp.Simulator;
using Conversations.WhatsApp.Webhooks;

namespace Conversations.Api.Demo;

/// <summary>A product for the page's shop.</summary>
public sealed record ShopProduct(string Id, string Name, decimal Price, string Currency, string Url, string? ImageUrl, string? Category);

/// <summary>The simulator and what the start page needs; in Development only.</summary>
public static class DemoApi
{
    private const string WhatsAppPath = "/webhooks/whatsapp";

    public static void AddDemo(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment())
        {
            return;
        }

        builder.Services.AddSingleton<ClockKeeper>();
        builder.Services.AddSingleton<PhoneKeeper>();
        builder.Services.AddHostedService(static provider => provider.GetRequiredService<PhoneKeeper>());
        builder.Services.AddSingleton<ISimulatorHost, DemoReset>();
        builder.Services.AddSimulator(static provider => new SimulatorSettings
        {
            AppSecret = DemoSettings.AppSecret,
            Numbers = [new SimulatedNumber(DemoSettings.Number.Value, DemoSettings.DisplayPhone, DemoSettings.BusinessAccount)],
            Templates = [.. DemoContent.Templates.Select(static template => new SimulatedTemplate(DemoSettings.BusinessAccount, template))],
            Webhook = () => new Uri(provider.GetRequiredService<Hosting.OwnAddress>().Url, WhatsAppPath),
        });
    }

    /// <summary>The page at <c>/</c>, which holds the demo's key, and the ear on the webhooks, which are answered while routing.</summary>
    public static void UseDemo(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            app.UseDefaultFiles();
            app.UseStaticFiles();
            app.Use(Keep);
            app.Use(Overhear);
        }
    }

    public static void MapDemo(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            app.MapSimulator().AllowAnonymous();
            app.MapGet("/demo/products", Products).WithName("demoProducts").WithTags("Simulator").AllowAnonymous();
        }
    }

    /// <summary>A clock that was moved or let run stands or runs so after a restart too, also where nothing was due on its way; and phones hold what they held.</summary>
    private static async Task Keep(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (!HttpMethods.IsGet(context.Request.Method) && (context.Request.Path.StartsWithSegments("/simulator") || context.Request.Path == WhatsAppPath))
        {
            await context.RequestServices.GetRequiredService<ClockKeeper>().Keep(CancellationToken.None);
            await context.RequestServices.GetRequiredService<PhoneKeeper>().Keep();
        }
    }

    /// <summary>Webhooks may be signed by hand: the simulated phones then hold what their owners wrote before the engine answers it. What nobody signed was not written.</summary>
    private static async Task Overhear(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsPost(context.Request.Method) && context.Request.Path == WhatsAppPath && context.Request.ContentLength <= Webhooks.WhatsAppWebhook.BodyBytesMax)
        {
            context.Request.EnableBuffering(Webhooks.WhatsAppWebhook.BodyBytesMax);
            using var bytes = new MemoryStream();
            await context.Request.Body.CopyToAsync(bytes, CancellationToken.None);
            context.Request.Body.Position = 0;
            var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            var signed = context.RequestServices.GetRequiredService<WhatsAppOptions>().SignedBy(bytes.ToArray(), context.Request.Headers[Signature.Header]).Count > 0;
            foreach (var (_, _, input) in signed ? WebhookTranslation.Read(bytes.ToArray(), now).Inputs : [])
            {
                if (input is CustomerInput.MessageReceived { Message: var message, Number: var number })
                {
                    context.RequestServices.GetRequiredService<SimulatedWhatsApp>().Phones.Heard(
                        number.Value,
                        input.Profile?.Phone,
                        input.Aliases.Where(static alias => alias.Kind == AliasKind.Bsuid).Select(static alias => alias.Value).FirstOrDefault(),
                        message.Wamid,
                        message.Text,
                        now);
                }
            }
        }

        await next(context);
    }

    /// <summary>The demo's catalogue.</summary>
    internal static IReadOnlyList<ShopProduct> Products() =>
        [.. DemoContent.Catalogue.Values.Select(static entry => new ShopProduct(
            entry.Product.Id, entry.Product.Name ?? entry.Product.Id, entry.Product.Price ?? 0, entry.Product.Currency ?? "EUR", entry.Product.Url ?? "", entry.Product.ImageUrl, entry.Product.Category))];
}
