using System.Reflection;
using Shouldly;

namespace Conversations.Actors.Tests;

/// <summary>Stands before the store's records: once, something else happens between the moment documents are read and the moment they are heard of.</summary>
public class Meanwhile : DispatchProxy
{
    private IStoreRecords records = null!;

    public Func<Task>? Happens { get; set; }

    public static IStoreRecords Over(IStoreRecords records)
    {
        var made = Create<IStoreRecords, Meanwhile>();
        ((Meanwhile)made).records = records;
        return made;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var read = targetMethod!.Invoke(records, args);
        if (targetMethod.Name == nameof(IStoreRecords.Documents) && Happens is { } happens)
        {
            Happens = null;
            happens().IsCompletedSuccessfully.ShouldBeTrue("what is in memory never waits");
        }

        return read;
    }
}
