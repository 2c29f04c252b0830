using Conversations.Customers;

namespace Conversations.Grains.Wire;

/// <summary>An input on its way to its customer. Inside a silo the object itself; between silos the text that the log stores, so that two versions of the engine read each other's.</summary>
public sealed class Letter(CustomerInput input, bool remembered = false)
{
    public CustomerInput Input => input;

    /// <summary>The customer was not looked up: to be taken only if it still goes by these aliases.</summary>
    public bool Remembered => remembered;
}

[GenerateSerializer]
[Alias("conversations.letter")]
public record struct LetterWire
{
    [Id(0)]
    public string Json { get; set; }

    [Id(1)]
    public bool Remembered { get; set; }
}

[RegisterConverter]
public sealed class LetterConverter : IConverter<Letter, LetterWire>
{
    public Letter ConvertFromSurrogate(in LetterWire surrogate) => new(Written.Read<CustomerInput>(surrogate.Json), surrogate.Remembered);

    public LetterWire ConvertToSurrogate(in Letter value) => new() { Json = Written.Of(value.Input), Remembered = value.Remembered };
}
