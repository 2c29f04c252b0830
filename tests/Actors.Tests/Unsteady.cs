using System.Reflection;

namespace Conversations.Actors.Tests;

/// <summary>Stands before the store's records, where one call fails as long as it is told to.</summary>
public class Unsteady : DispatchProxy
{
    private IStoreRecords records = null!;

    public string? Fails { get; set; }

    public static IStoreRecords Over(IStoreRecords records)
    {
        var made = Create<IStoreRecords, Unsteady>();
        ((Unsteady)made).records = records;
        return made;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == Fails ? throw new IOException($"{Fails} failed") : targetMethod.Invoke(records, args);
}
