using System.Reflection;
using Shouldly;

namespace Conversations.Actors.Tests;

/// <summary>Stands before the store's records: once, something else happens between the moment documents are read and the moment they are heard of.</summary>
public class Meanwhile : DispatchProxy
{
    /// <summary>What it stands before.</summary>
    public IStoreRecords Records { get; set; } = null!;

    public Func<Task>? Happens { get; set; }

    /// <summary>How many documents were read.</summary>
    public int Read { get; set; }

    public static IStoreRecords Over(IStoreRecords records)
    {
        var made = Create<IStoreRecords, Meanwhile>();
        ((Meanwhile)made).Records = records;
        return made;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var read = targetMethod!.Invoke(Records, args);
        var documents = read switch
        {
            Task<string?> { Result: not null } => 1,
            Task<IReadOnlyList<(string Name, string Body)>> { Result.Count: var count } => count,
            _ => 0,
        };
        Read += documents;
        if ((targetMethod.Name == nameof(IStoreRecords.Documents) || (targetMethod.Name == nameof(IStoreRecords.Document) && documents == 0)) && Happens is { } happens)
        {
            Happens = null;
            happens().IsCompletedSuccessfully.ShouldBeTrue("what is in memory never waits");
        }

        return read;
    }
}
