using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Conversations.Customers;

/// <summary>The generated writers of what every turn writes down: half the time of reflection, the same bytes. Reading stays with reflection: generated code would forget the defaults of what a text leaves out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(EnumsByName)])]
[JsonSerializable(typeof(Customer))]
[JsonSerializable(typeof(CustomerInput))]
[JsonSerializable(typeof(ImmutableArray<Fact>))]
internal sealed partial class WrittenForms : JsonSerializerContext;

/// <summary>Enums by their names in camelCase.</summary>
internal sealed class EnumsByName : JsonConverterFactory
{
    private static readonly JsonStringEnumConverter Names = new(JsonNamingPolicy.CamelCase);

    public override bool CanConvert(Type typeToConvert) => Names.CanConvert(typeToConvert);

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => Names.CreateConverter(typeToConvert, options);
}

/// <summary>The generated writer of one type, where there is one.</summary>
internal static class WrittenForm<T>
{
    private static readonly Action<Utf8JsonWriter, T>? Whole = Generated<T>();
    private static readonly FrozenDictionary<Type, Case> Cases = AllCases();

    /// <summary>The text, or null where reflection has to write it.</summary>
    public static string? Of(T value)
    {
        if (Whole is { } whole)
        {
            return Pen.Text([], writer => whole(writer, value));
        }

        return value is not null && Cases.TryGetValue(value.GetType(), out var named) ? Pen.Text(named.Opening, writer => named.Write(writer, value)) : null;
    }

    private static Action<Utf8JsonWriter, TCase>? Generated<TCase>() => (WrittenForms.Default.GetTypeInfo(typeof(TCase)) as JsonTypeInfo<TCase>)?.SerializeHandler;

    /// <summary>Of a closed hierarchy: its cases, each with the discriminator that opens its text.</summary>
    private static FrozenDictionary<Type, Case> AllCases()
    {
        var discriminator = typeof(T).GetCustomAttribute<JsonPolymorphicAttribute>()?.TypeDiscriminatorPropertyName;
        var cases = new Dictionary<Type, Case>();
        foreach (var known in typeof(T).GetCustomAttributes<JsonDerivedTypeAttribute>().Where(_ => discriminator is not null))
        {
            var maker = typeof(WrittenForm<T>).GetMethod(nameof(CaseOf), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(known.DerivedType);
            if (maker.Invoke(null, [$"{{\"{discriminator}\":\"{known.TypeDiscriminator}\""]) is Case made)
            {
                cases[known.DerivedType] = made;
            }
        }

        return cases.ToFrozenDictionary();
    }

    private static Case? CaseOf<TCase>(string opening)
        where TCase : T =>
        Generated<TCase>() is { } write ? new Case(Encoding.UTF8.GetBytes(opening), (writer, value) => write(writer, (TCase)value!)) : null;

    private sealed record Case(byte[] Opening, Action<Utf8JsonWriter, T> Write);
}

/// <summary>A writer and its bytes, one a thread.</summary>
internal static class Pen
{
    /// <summary>Beyond this a buffer is not kept.</summary>
    private const int BytesMax = 64 * 1024;

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Writer)? kept;

    /// <summary>What is written, as text; it is an object with at least one property that goes on after the opening, where there is one.</summary>
    public static string Text(ReadOnlySpan<byte> opening, Action<Utf8JsonWriter> write)
    {
        var (bytes, writer) = kept ?? New();
        kept = null;
        bytes.ResetWrittenCount();
        bytes.Write(opening);
        writer.Reset(bytes);
        write(writer);
        writer.Flush();
        if (!opening.IsEmpty)
        {
            MemoryMarshal.AsMemory(bytes.WrittenMemory).Span[opening.Length] = (byte)',';
        }

        var text = Encoding.UTF8.GetString(bytes.WrittenSpan);
        kept = bytes.Capacity <= BytesMax ? (bytes, writer) : null;
        return text;
    }

    private static (ArrayBufferWriter<byte>, Utf8JsonWriter) New()
    {
        var bytes = new ArrayBufferWriter<byte>(8 * 1024);
        return (bytes, new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = Written.Options.Encoder, SkipValidation = true }));
    }
}
