using System.Text.Json;
using System.Text.Json.Serialization;

namespace Conversations.Identity;

/// <summary>A brand with its own customers, keys, journeys, templates and numbers: 1–64 of <c>a-z 0-9 - _</c>.</summary>
[JsonConverter(typeof(StoreIdJson))]
public readonly record struct StoreId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>The engine's own name for a customer; never a phone number, since WhatsApp may hide it and it may change hands.</summary>
[JsonConverter(typeof(CustomerIdJson))]
public readonly record struct CustomerId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>WhatsApp's id of a business phone number (digits), never the number itself.</summary>
[JsonConverter(typeof(NumberIdJson))]
public readonly record struct NumberId(string Value)
{
    public override string ToString() => Value;
}

internal sealed class StoreIdJson : JsonConverter<StoreId>
{
    public override StoreId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, StoreId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

internal sealed class CustomerIdJson : JsonConverter<CustomerId>
{
    public override CustomerId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, CustomerId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

internal sealed class NumberIdJson : JsonConverter<NumberId>
{
    public override NumberId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, NumberId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
