using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>The demo's content obeys the rules that the engine and WhatsApp will hold it to.</summary>
public sealed partial class DemoContentTests
{
    private static readonly string[] Languages = ["en", "fr", "de", "es", "pt"];

    private static readonly HashSet<string> Vocabulary =
    [
        "first_name", "store", "items", "item", "total", "url", "order_number", "pay_url", "tracking_url", "carrier",
        "amount", "product", "price", "previous_price", "reason",
    ];

    private static readonly string[] Topics =
    [
        "shipping", "shipping-france", "shipping-eu", "shipping-uk", "shipping-us", "returns", "refunds", "payment",
        "warranty", "care", "hours", "tracking", "sizes",
    ];

    public static TheoryData<string, string> TemplateNames => new()
    {
        { "payment_failed", "UTILITY" },
        { "payment_pending", "UTILITY" },
        { "order_paid", "UTILITY" },
        { "order_shipped", "UTILITY" },
        { "order_delivered", "UTILITY" },
        { "order_cancelled", "UTILITY" },
        { "order_refunded", "UTILITY" },
        { "cod_confirm", "UTILITY" },
        { "checkout_reminder", "MARKETING" },
        { "checkout_second", "MARKETING" },
        { "checkout_failed_payment", "MARKETING" },
        { "checkout_failed_payment_method", "MARKETING" },
        { "checkout_failed_promo", "MARKETING" },
        { "checkout_failed_address", "MARKETING" },
        { "checkout_failed_delivery", "MARKETING" },
        { "checkout_failed_technical", "MARKETING" },
        { "cart_reminder", "MARKETING" },
        { "cart_second", "MARKETING" },
        { "cart_offer", "MARKETING" },
        { "back_in_stock", "MARKETING" },
        { "price_drop", "MARKETING" },
        { "new_arrival", "MARKETING" },
        { "replenishment", "MARKETING" },
        { "review_request", "MARKETING" },
        { "cross_sell", "MARKETING" },
        { "loyalty_third", "MARKETING" },
        { "loyalty_tenth", "MARKETING" },
        { "browse_reminder", "MARKETING" },
        { "win_back", "MARKETING" },
        { "win_back_second", "MARKETING" },
    };

    [Theory]
    [MemberData(nameof(TemplateNames))]
    public void Template_is_the_same_in_every_language(string name, string category)
    {
        var versions = Templates().Where(t => t.Name == name).ToList();
        versions.Select(t => t.Language).ShouldBe(Languages, ignoreOrder: true);
        var english = versions.Single(t => t.Language == "en");
        foreach (var version in versions)
        {
            version.Category.ShouldBe(category, version.Key);
            version.ParameterFormat.ShouldBe("named", version.Key);
            Parameters(version.Body).ShouldBe(Parameters(english.Body), version.Key);
            version.Buttons.Select(b => (b.Type, b.Payload)).ShouldBe(english.Buttons.Select(b => (b.Type, b.Payload)), version.Key);
            version.Defaults.Keys.ShouldBe(english.Defaults.Keys, ignoreOrder: true, version.Key);
        }
    }

    [Fact]
    public void No_template_is_there_that_nobody_named()
        => Templates().Select(t => t.Name).Distinct().ShouldBe(TemplateNames.Select(row => (string)row[0]), ignoreOrder: true);

    [Fact]
    public void Marketing_names_the_store_and_can_be_stopped()
    {
        foreach (var template in Templates().Where(t => t.Category == "MARKETING"))
        {
            template.Body.ShouldContain("{{store}}", customMessage: template.Key);
            template.Footer.ShouldNotBeNull(template.Key).ShouldContain("STOP", Case.Sensitive, template.Key);
            template.Buttons.ShouldContain(b => b.Payload == "opt-out", template.Key);
        }
    }

    [Fact]
    public void Utility_neither_advertises_nor_asks_to_be_stopped()
    {
        foreach (var template in Templates().Where(t => t.Category == "UTILITY"))
        {
            template.Footer.ShouldBeNull(template.Key);
            template.Buttons.ShouldNotContain(b => b.Payload == "opt-out", template.Key);
        }
    }

    [Fact]
    public void Templates_use_the_known_parameters_and_default_the_first_name()
    {
        foreach (var template in Templates())
        {
            var parameters = Parameters(template.Body);
            var known = template.Name == "cart_offer" ? Vocabulary.Append("offer") : Vocabulary;
            parameters.Except(known).ShouldBeEmpty(template.Key);
            template.Defaults.Keys.Except(parameters).ShouldBeEmpty(template.Key);
            template.Defaults.ShouldContainKey("first_name", template.Key);
            template.Defaults.Values.ShouldAllBe(v => v.Trim() == v && v.Length > 0, template.Key);
        }
    }

    [Fact]
    public void Templates_keep_within_the_limits_of_the_platform()
    {
        foreach (var template in Templates())
        {
            template.Body.Length.ShouldBeLessThanOrEqualTo(1024, template.Key);
            (template.Footer?.Length ?? 0).ShouldBeLessThanOrEqualTo(60, template.Key);
            (template.Footer ?? "").ShouldNotContain("{{", customMessage: template.Key);
            template.Buttons.Count.ShouldBeLessThanOrEqualTo(3, template.Key);
            template.Buttons.ShouldAllBe(b => b.Text.Length > 0 && b.Text.Length <= 20, template.Key);
            template.Buttons.Select(b => b.Text).ShouldBeUnique(template.Key);

            // A punctuation mark alone beside a parameter does not count as text.
            template.Body[..template.Body.IndexOf("{{", StringComparison.Ordinal)].Any(char.IsLetter).ShouldBeTrue(template.Key);
            template.Body[(template.Body.LastIndexOf("}}", StringComparison.Ordinal) + 2)..].Any(char.IsLetter).ShouldBeTrue(template.Key);
            AdjacentParameters().IsMatch(template.Body).ShouldBeFalse(template.Key);
            ParameterName().Replace(template.Body, "").ShouldNotContain("{", customMessage: template.Key);
        }
    }

    [Fact]
    public void Texts_have_the_same_keys_and_placeholders_in_every_language()
    {
        var texts = Read<Dictionary<string, Dictionary<string, string>>>("texts.json");
        Languages.Concat(["it", "nl"]).Except(texts.Keys).ShouldBeEmpty();
        foreach (var (language, own) in texts)
        {
            own.Keys.ShouldBe(texts["en"].Keys, ignoreOrder: true, language);
            foreach (var (key, text) in own)
            {
                Placeholders(text).ShouldBe(Placeholders(texts["en"][key]), $"{language} {key}");
            }
        }
    }

    [Fact]
    public void Marketing_free_text_names_the_store_and_can_be_stopped()
    {
        foreach (var (language, own) in Read<Dictionary<string, Dictionary<string, string>>>("texts.json"))
        {
            own["pre_sale_follow_up"].ShouldContain("{store}", customMessage: language);
            own["pre_sale_follow_up"].ShouldContain("STOP", Case.Sensitive, language);
        }
    }

    [Fact]
    public void Knowledge_covers_every_topic_in_every_language()
    {
        var articles = Knowledge();
        articles.Select(a => a.Id).ShouldBeUnique();
        articles.Select(a => a.Id).ShouldBe(
            from topic in Topics from language in Languages select $"{topic}-{language}", ignoreOrder: true);
        foreach (var article in articles)
        {
            article.Id.ShouldEndWith("-" + article.Locale);
            article.Title.ShouldNotBeNullOrWhiteSpace(article.Id);
            article.Questions.Count.ShouldBeInRange(8, 30, article.Id);
            article.Questions.ShouldBeUnique(article.Id);
        }
    }

    [Fact]
    public void Knowledge_tells_the_same_numbers_in_every_language()
    {
        var articles = Knowledge().ToDictionary(a => a.Id);
        foreach (var topic in Topics)
        {
            foreach (var language in Languages)
            {
                Numbers(articles[$"{topic}-{language}"].Body).ShouldBe(Numbers(articles[$"{topic}-en"].Body), $"{topic}-{language}");
            }
        }
    }

    [Fact]
    public void Questions_belong_to_one_article_of_their_language()
    {
        foreach (var language in Knowledge().GroupBy(a => a.Locale))
        {
            language.SelectMany(a => a.Questions).Select(q => q.ToLowerInvariant()).ShouldBeUnique(language.Key);
        }
    }

    [Fact]
    public void Products_are_unique_and_their_related_ones_exist()
    {
        var products = Read<List<Product>>("catalogue.json");
        products.Count.ShouldBeInRange(14, 20);
        products.Select(p => p.Id).ShouldBeUnique();
        foreach (var product in products)
        {
            product.Related.Except(products.Select(p => p.Id)).ShouldBeEmpty(product.Id);
            product.Related.ShouldNotContain(product.Id);
            product.Related.ShouldNotBeEmpty(product.Id);
            product.Url.ShouldStartWith("https://demo-shop.example/", customMessage: product.Id);
            product.Currency.ShouldBe("EUR", product.Id);
            PriceText().IsMatch(product.Price).ShouldBeTrue(product.Id);
            (product.CycleDays > 0).ShouldBe(product.Consumable, product.Id);
        }
    }

    [Fact]
    public void Policy_keeps_the_hours_that_the_knowledge_tells()
    {
        var policy = Read<DraftPolicy>("policy.json");
        policy.TimeZone.ShouldBe("Europe/Paris");
        policy.HoldoutPercent.ShouldBe(0);
        policy.OpeningHours.Days.ShouldBe(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]);
        var hours = string.Create(CultureInfo.InvariantCulture, $"{policy.OpeningHours.From:H:mm}–{policy.OpeningHours.To:H:mm}");
        Knowledge().Where(a => a.Id.StartsWith("hours-", StringComparison.Ordinal)).ShouldAllBe(a => a.Body.Contains(hours));
    }

    private static List<Template> Templates() => Read<List<Template>>("templates.json");

    private static List<Article> Knowledge() => Read<List<Article>>("knowledge.json");

    private static List<string> Parameters(string body)
        => [.. ParameterName().Matches(body).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];

    private static List<string> Placeholders(string text)
        => [.. PlaceholderName().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal)];

    /// <summary>The numbers of a text in ascending order: "4,90" and "4.90" are the same one.</summary>
    private static List<string> Numbers(string text)
        => [.. NumberText().Matches(text).Select(m => m.Value.Replace(',', '.')).Distinct().Order(StringComparer.Ordinal)];

    private static T Read<T>(string file)
        where T : class
    {
        var path = Path.Combine(Root(), "src", "Api", "Demo", file);
        return JsonSerializer.Deserialize<T>(File.ReadAllText(path), JsonSerializerOptions.Web).ShouldNotBeNull(path);
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Conversations.sln")))
            {
                return folder.FullName;
            }
        }

        throw new FileNotFoundException("No folder above the tests holds Conversations.sln.");
    }

    [GeneratedRegex(@"\{\{([a-z_]+)\}\}")]
    private static partial Regex ParameterName();

    [GeneratedRegex(@"\}\}\s*\{\{")]
    private static partial Regex AdjacentParameters();

    [GeneratedRegex(@"\{[a-z_]+\}")]
    private static partial Regex PlaceholderName();

    [GeneratedRegex(@"\d+(?:[.,:]\d+)*")]
    private static partial Regex NumberText();

    [GeneratedRegex(@"^\d+\.\d\d$")]
    private static partial Regex PriceText();

    private sealed record Template(
        string Name, string Language, string Category, string ParameterFormat, string Body, string? Footer,
        IReadOnlyList<Button> Buttons, Dictionary<string, string> Defaults)
    {
        public string Key => $"{Name} {Language}";
    }

    private sealed record Button(string Type, string Text, string Payload);

    private sealed record Article(string Id, string Title, string Body, string Locale, IReadOnlyList<string> Questions);

    private sealed record DraftPolicy(string TimeZone, int HoldoutPercent, DraftHours OpeningHours);

    private sealed record DraftHours(IReadOnlyList<string> Days, TimeOnly From, TimeOnly To);

    private sealed record Product(
        string Id, string Url, string Price, string Currency, bool Consumable, int? CycleDays, IReadOnlyList<string> Related);
}
