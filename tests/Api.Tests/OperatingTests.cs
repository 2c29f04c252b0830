using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Conversations.Api.Settings;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

public sealed class OperatingTests
{
    [Fact]
    public void Every_setting_is_in_the_configuration_reference()
    {
        var text = File.ReadAllText(Guide());
        var paths = Paths(typeof(StoreSettings), "Stores:<store>").Concat(["Storage:ConnectionString", "Privacy:HashKey", "WhatsApp:GraphUrl", "OTEL_EXPORTER_OTLP_ENDPOINT"]).ToList();

        paths.Count.ShouldBeGreaterThan(15);
        paths.Where(path => !text.Contains($"| `{path}` |", StringComparison.Ordinal)).ShouldBeEmpty("A setting needs its default, range and trade-off in docs/operating.md.");
    }

    private static IEnumerable<string> Paths(Type type, string path) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .SelectMany(property => Path(property.PropertyType, $"{path}:{property.Name}"));

    private static IEnumerable<string> Path(Type type, string path) => type switch
    {
        _ when type.Namespace == typeof(StoreSettings).Namespace => Paths(type, path),
        _ when type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)) => Path(type.GetGenericArguments()[0], $"{path}:<n>"),
        _ => [path],
    };

    private static string Guide([CallerFilePath] string here = "") => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "..", "docs", "operating.md");
}
