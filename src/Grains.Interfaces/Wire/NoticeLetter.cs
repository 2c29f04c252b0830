using System.Text.Json;
using Conversations.Actors.Sending;
using Conversations.Customers;

namespace Conversations.Grains.Wire;

/// <summary>A notice of the platform on its way to the senders.</summary>
public sealed class NoticeLetter(PlatformNotice notice)
{
    public PlatformNotice Notice => notice;
}

[GenerateSerializer]
[Alias("conversations.notice")]
public record struct NoticeWire
{
    [Id(0)]
    public string Json { get; set; }
}

[RegisterConverter]
public sealed class NoticeConverter : IConverter<NoticeLetter, NoticeWire>
{
    /// <summary>With fields: the catalogue is a list of tuples.</summary>
    private static readonly JsonSerializerOptions Options = new(Written.Options) { IncludeFields = true };

    public NoticeLetter ConvertFromSurrogate(in NoticeWire surrogate) =>
        new(JsonSerializer.Deserialize<PlatformNotice>(surrogate.Json, Options) ?? throw new JsonException("A notice is null."));

    public NoticeWire ConvertToSurrogate(in NoticeLetter value) => new() { Json = JsonSerializer.Serialize(value.Notice, Options) };
}
