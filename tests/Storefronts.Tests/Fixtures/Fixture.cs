using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Conversations.Storefronts.Tests.Fixtures;

/// <summary>A test of captured bodies: skipped, for all to see, where they are not beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CapturedFactAttribute : FactAttribute
{
    public CapturedFactAttribute() => Skip = Fixture.Folder is null ? "There is no ../shared/fixtures beside the repository." : null;
}

/// <summary>
/// A captured body with what its index says must be extracted. The fixtures lie beside the repository (<c>../shared/fixtures</c>) and not in it;
/// where they are missing there are none to walk.
/// </summary>
internal sealed record Fixture(string File, string Kind, string MustExtract)
{
    public static string? Folder { get; } = Find();

    public static IReadOnlyList<Fixture> All(string platform) => Folder is null ? [] :
    [
        .. System.IO.File.ReadLines(Path.Combine(Folder, "index.tsv"))
            .Select(line => line.Split('\t'))
            .Where(columns => columns.Length >= 4 && columns[0].StartsWith($"{platform}/", StringComparison.Ordinal))
            .Select(columns => new Fixture(columns[0], columns[2], columns[3])),
    ];

    public byte[] Body() => System.IO.File.ReadAllBytes(Path.Combine(Folder!, File));

    /// <summary>The webhook topics that this body was seen under; none for a REST object.</summary>
    public IReadOnlyList<string> Topics() =>
        [.. Regex.Matches($"{Kind} ; {MustExtract}", @"shopify webhook topic ([a-z_]+/[a-z_]+)").Select(match => match.Groups[1].Value).Distinct()];

    /// <summary>A value of the body itself, for instance <c>total_price</c>; null where it is null or not named.</summary>
    public string? Top(string name) => Value(MustExtract.Split(" ; ").FirstOrDefault(part => part.StartsWith($"{name}=", StringComparison.Ordinal)), name);

    /// <summary>A value of a part, for instance <c>customer</c>, <c>id</c>.</summary>
    public string? Of(string part, string name) =>
        Value(MustExtract.Split(" ; ").FirstOrDefault(text => text.StartsWith($"{part}: ", StringComparison.Ordinal)), name);

    /// <summary>The part's phone in E.164 where its ten digits are American; null where letters stand in for them (555-555-BILL).</summary>
    public string? AmericanPhone(string part)
    {
        var line = MustExtract.Split(" ; ").FirstOrDefault(text => text.StartsWith($"{part}: ", StringComparison.Ordinal)) ?? "";
        var phone = Regex.Match(line, @"phone=""([0-9 ()-]*)""").Groups[1].Value;
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        return digits.Length == 10 ? $"+1{digits}" : null;
    }

    /// <summary>Names of the lines with quantity, price and product; null where the index names no lines.</summary>
    public IReadOnlyList<(string Name, decimal Quantity, decimal Price, string? Product, string? Variant)>? Lines()
    {
        var part = MustExtract.Split(" ; ").FirstOrDefault(text => Regex.IsMatch(text, "^[0-9]+ line_items: "));
        return part is null or "0 line_items: " ? null :
        [
            .. part[(part.IndexOf(':', StringComparison.Ordinal) + 2)..].Split(" | ").Select(line =>
            {
                var match = Regex.Match(line, @"^(?<name>.*) x(?<quantity>[0-9.]+) @(?<price>[0-9.]+)(?: variant=(?<variant>\S+))?(?: product=(?<product>\S+))?(?: variation=(?<variation>\S+))?$");
                return (
                    match.Groups["name"].Value,
                    decimal.Parse(match.Groups["quantity"].Value, CultureInfo.InvariantCulture),
                    decimal.Parse(match.Groups["price"].Value, CultureInfo.InvariantCulture),
                    match.Groups["product"] is { Success: true } product ? product.Value : null,
                    match.Groups["variant"] is { Success: true } variant ? variant.Value : match.Groups["variation"] is { Success: true } variation ? variation.Value : null);
            }),
        ];
    }

    private static string? Value(string? text, string name)
    {
        var match = Regex.Match(text ?? "", $@"(?:^|\s){name}=(?:""(?<text>[^""]*)""|(?<bare>\S+))");
        return !match.Success || match.Groups["bare"].Value == "null" ? null
            : match.Groups["text"].Success ? match.Groups["text"].Value : match.Groups["bare"].Value;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var beside = Path.Combine(folder.FullName, "..", "shared", "fixtures");
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Conversations.sln")))
            {
                return Directory.Exists(beside) ? beside : null;
            }
        }

        return null;
    }
}
