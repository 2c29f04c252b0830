using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>A store that describes its templates in a file of its own.</summary>
public sealed class OwnTemplatesTests(OwnTemplatesTests.Describing store) : IClassFixture<OwnTemplatesTests.Describing>
{
    private const string Key = "a-real-key";

    [Fact]
    public async Task What_WhatsApp_approved_brings_back_the_taps_that_the_file_names_and_the_rest_of_the_file_stays()
    {
        store.Graph.Templates = [FakeGraph.Template("cod_confirm", "{{first_name}}, please confirm {{order_number}}.", "Yes", "No")];

        var templates = (await store.Send("POST", "/v1/stores/shop/templates/sync", key: Key)).Body.GetProperty("templates").EnumerateArray().ToList();

        templates.Select(static template => template.GetProperty("name").GetString()).ShouldBe(["cod_confirm", "not_yet_approved"]);
        templates[0].GetProperty("body").GetString().ShouldBe("{{first_name}}, please confirm {{order_number}}.");
        templates[0].GetProperty("buttons").EnumerateArray().Select(static button => (button.GetProperty("text").GetString(), button.GetProperty("payload").GetString()))
            .ShouldBe([("Yes", "cod-confirm"), ("No", "cod-cancel")]);
    }

    public sealed class Describing : ProductionTests.RealStore
    {
        private readonly string file = Path.GetTempFileName();

        protected override IEnumerable<string> Settings => [.. base.Settings, "--Stores:shop:TemplatesFile", file];

        public override async Task InitializeAsync()
        {
            await File.WriteAllTextAsync(file, """
                [
                  {"name":"cod_confirm","language":"en","category":"UTILITY","parameterFormat":"named","body":"Confirm {{order_number}}, {{first_name}}.",
                   "buttons":[{"type":"QUICK_REPLY","text":"Confirm","payload":"cod-confirm"},{"type":"QUICK_REPLY","text":"Cancel","payload":"cod-cancel"}],"defaults":{"first_name":"there"}},
                  {"name":"not_yet_approved","language":"en","category":"UTILITY","parameterFormat":"named","body":"Hello."}
                ]
                """);
            await base.InitializeAsync();
        }

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            File.Delete(file);
        }
    }
}
