using System.Globalization;

namespace Conversations.Load;

/// <summary>A line of the table. <paramref name="Raw"/>: the limit measured in the same run, where there is one.</summary>
internal sealed record Figure(string What, string Value, string Raw = "", string Share = "")
{
    public static Figure Of(string what, double perSecond, double raw, string rawUnit) => new(
        what,
        string.Create(CultureInfo.InvariantCulture, $"{perSecond:N0}/s"),
        string.Create(CultureInfo.InvariantCulture, $"{raw:N0} {rawUnit}"),
        string.Create(CultureInfo.InvariantCulture, $"{perSecond / raw:P0}"));

    public static string Milliseconds(double p50, double p99) => string.Create(CultureInfo.InvariantCulture, $"p50 {p50:0.0} ms, p99 {p99:0.0} ms");

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a scenario may use and where its figures go.</summary>
internal sealed class Report(TimeSpan time)
{
    private readonly List<Figure> figures = [];

    /// <summary>How long each measurement lasts.</summary>
    public TimeSpan Time => time;

    public void Add(Figure figure)
    {
        figures.Add(figure);
        Console.Error.WriteLine($"{figure.What}: {figure.Value} {(figure.Raw.Length > 0 ? $"(raw {figure.Raw}, {figure.Share})" : "")}");
    }

    public void Print()
    {
        Console.WriteLine("| what | measured | raw limit of the same run | share |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var figure in figures)
        {
            Console.WriteLine($"| {figure.What} | {figure.Value} | {figure.Raw} | {figure.Share} |");
        }
    }
}
