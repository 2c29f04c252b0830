using System.Runtime.CompilerServices;
using Conversations.Customers;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Histories;

/// <summary>
/// Histories recorded once are replayed on every build: a renamed discriminator or field, or a decision that changed without
/// anybody meaning it, turns red. Where the change is meant, <see cref="Decider.Version"/> is raised and they are recorded
/// anew: <c>RECORD_HISTORIES=1 dotnet test tests/Conversations.Tests --filter HistoryTests</c>; the difference is then read line by line.
/// </summary>
public sealed class HistoryTests
{
    private const string OnPurpose = "RECORD_HISTORIES";

    public static TheoryData<string> Names => [.. Scripts.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recorded_history_gives_the_same_facts_and_the_same_bytes(string name)
    {
        Record(name).ShouldBeFalse("Recorded anew, as asked: read the difference, then test again without the variable.");
        var recording = Recording.Read(PathOf(name));
        var rules = Written.Read<Rules>(File.ReadAllText(PathOf("rules")));
        var customer = Scripts.Nobody;
        foreach (var (stored, facts) in recording.Steps)
        {
            var input = Written.Read<CustomerInput>(stored);
            Written.Of(input).ShouldBe(stored);
            var decision = Decider.Decide(Written.Read<Customer>(Written.Of(customer)), input, rules);
            Kinds(decision).ShouldBe(facts, stored);
            customer = decision.Next;
        }

        Written.Of(customer).ShouldBe(recording.Snapshot);
        Written.Of(Written.Read<Customer>(recording.Snapshot)).ShouldBe(recording.Snapshot);
    }

    [Fact]
    public void Every_kind_of_input_is_in_a_recorded_history() => Scripts.All.Keys
        .SelectMany(name => Recording.Read(PathOf(name)).Steps)
        .Select(step => Written.Read<CustomerInput>(step.Input).GetType())
        .Distinct()
        .ShouldBe(typeof(CustomerInput).GetNestedTypes().Where(typeof(CustomerInput).IsAssignableFrom), ignoreOrder: true);

    private static bool Record(string name)
    {
        if (Environment.GetEnvironmentVariable(OnPurpose) != "1")
        {
            return false;
        }

        File.WriteAllText(PathOf("rules"), Written.Of(Scripts.Rules));
        var story = new Story(Written.Read<Rules>(File.ReadAllText(PathOf("rules"))));
        var facts = new List<string>();
        story.Watching = (_, _, decision) => facts.Add(Kinds(decision));
        Scripts.All[name](story);
        Recording.Of(story, facts).Write(PathOf(name));
        return true;
    }

    private static string Kinds(Decision decision) => string.Join(' ', decision.Facts.Select(fact => fact.Kind));

    private static string PathOf(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, $"{name}.json");
}
