using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Tidy;

/// <summary>What the compiler cannot hold us to. Each message names what stands instead.</summary>
public sealed class TidyTests
{
    private const string WallClock = @"\bDateTime(Offset)?\.(Utc)?Now\b|\bDateTime\.Today\b";

    [Fact]
    public void The_pure_middle_knows_no_clock_no_chance_and_no_outside() => Sources.Under("src/Conversations").HaveNo(
        WallClock + @"|\bGuid\.NewGuid\b|\bRandom\b|\bStopwatch\b|\bTimeProvider\b|\basync\b|\bawait\b|\bTask<|\bHttpClient\b|\bFile\.|\bEnvironment\.|\bConsole\.|\.GetHashCode\(",
        "Time, ids and chance come with the input; I/O belongs to a shell.");

    [Fact]
    public void Nothing_reads_the_wall_clock() => Sources.Under("src").HaveNo(WallClock + @"|\bThread\.Sleep\b|\bTask\.Delay\(", "Use the TimeProvider, and the Agenda for waiting.");

    [Fact]
    public void Sql_lives_in_sql_files() => Sources.Under("src").HaveNo(
        @"""[^""]*\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(TABLE|INDEX))\b",
        "Name the statement in a .sql file and embed it.");

    [Fact]
    public void Nothing_is_left_unfinished() => Sources.All
        .Where(source => !source.Path.StartsWith("tests/Tidy/", StringComparison.Ordinal))
        .HaveNo(@"\b(TODO|FIXME|HACK)\b|NotImplementedException|\bSkip\s*=\s*""", "Finish it, or leave it out and say so in the issue.");

    [Fact]
    public void Tests_do_not_sleep_nor_ask_the_clock_or_chance() => Sources.Under("tests")
        .Where(source => !source.Path.StartsWith("tests/Tidy/", StringComparison.Ordinal))
        .HaveNo(WallClock + @"|\bThread\.Sleep\b|\bTask\.Delay\(|\bRandom\.Shared\b|new Random\(\)", "One driver owns time; chance has a seed.");

    [Fact]
    public void Nothing_personal_is_named_in_a_log() => Sources.Under("src").HaveNo(
        @"\[LoggerMessage.*\{(Phone|Name|Email|Text|Body|Wamid|Recipient|Message)\b",
        "Log the customer's id, the rule or the code; never who it is or what was said.");

    [Fact]
    public void Only_the_cluster_names_Orleans() => Sources.Under("src")
        .Where(source => !Regex.IsMatch(source.Path, "^src/(Grains|Silo)"))
        .HaveNo(@"\bOrleans\.", "The same actor runs without it.");

    [Fact]
    public void Rooms_are_named_after_the_domain()
    {
        var names = Sources.Under("src").Select(source => source.Path)
            .Where(path => Regex.IsMatch(path, @"(Manager|Helpers?|Utils?|Common|Services?)(/|\.cs$)"));
        names.ShouldBeEmpty("Name it by what it is in the domain.");
    }

    [Fact]
    public void Files_stay_under_300_lines() => Sources.All
        .Where(source => source.Lines.Length > 300)
        .Select(source => $"{source.Path}: {source.Lines.Length} lines")
        .ShouldBeEmpty("A file this long holds two things.");

    [Fact]
    public void Functions_fit_a_screen() => Sources.All.SelectMany(LongBlocks).ShouldBeEmpty("A function over 70 lines does two things.");

    [Fact]
    public void Test_classes_assert() => Sources.Under("tests")
        .Where(source => source.Lines.Any(line => line.Contains("[Fact", StringComparison.Ordinal) || line.Contains("[Theory", StringComparison.Ordinal)))
        .Where(source => !source.Lines.Any(line => Regex.IsMatch(line, @"Should|Assert\.|QuickCheck|HaveNo")))
        .Select(source => source.Path)
        .ShouldBeEmpty("A test that cannot fail is a defect.");

    [Theory]
    [InlineData("Conversations", "")]
    [InlineData("Actors", "Conversations")]
    [InlineData("Storage", "Conversations Actors")]
    [InlineData("WhatsApp", "Conversations Actors")]
    [InlineData("Storefronts", "Conversations Actors")]
    [InlineData("Answering", "Conversations Actors")]
    public void References_point_inward(string project, string allowed)
    {
        var text = File.ReadAllText(Path.Combine(Sources.Root, "src", project, $"{project}.csproj"));
        var references = Regex.Matches(text, @"ProjectReference Include=""[^""]*?(\w+)\.csproj").Select(match => match.Groups[1].Value);
        references.Except(allowed.Split(' ')).ShouldBeEmpty();
    }

    /// <summary>Blocks of members and local functions, found by their indentation, which the formatter keeps.</summary>
    private static IEnumerable<string> LongBlocks(Source source)
    {
        for (var start = 0; start < source.Lines.Length; start++)
        {
            var line = source.Lines[start];
            if (line.Trim() != "{" || start == 0 || IsType(source.Lines, start))
            {
                continue;
            }

            var indent = line[..^1];
            var end = Array.FindIndex(source.Lines, start, other => other.StartsWith(indent + "}", StringComparison.Ordinal));
            if (end - start - 1 > 70)
            {
                yield return $"{source.Path}:{start + 1}: {end - start - 1} lines";
            }
        }
    }

    private static bool IsType(string[] lines, int brace)
    {
        for (var i = brace - 1; i >= 0 && i > brace - 12; i--)
        {
            if (Regex.IsMatch(lines[i], @"^\s*(\[|///|$)"))
            {
                continue;
            }

            if (Regex.IsMatch(lines[i], @"\b(class|record|struct|interface|enum|namespace)\b"))
            {
                return true;
            }

            if (lines[i].TrimEnd().EndsWith(';') || lines[i].TrimEnd().EndsWith('}'))
            {
                return false;
            }
        }

        return false;
    }
}
