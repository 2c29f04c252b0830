namespace Conversations.WhatsApp.Simulator;

// Requests are read by hand, so that what is wrong is told by field: these describe them.

/// <summary>One of the three. <paramref name="Advance"/>: an ISO 8601 duration such as PT31M. <paramref name="To"/>: a time with its offset, not in the past. <paramref name="Run"/>: true runs in real time, false stops.</summary>
public sealed record ClockMove(string? Advance = null, string? To = null, bool? Run = null);

/// <summary>The engine's time.</summary>
public sealed record ClockView(DateTimeOffset Now, bool Running);

/// <summary><paramref name="Now"/>: a time with its offset; the clock stays where it is unless given.</summary>
public sealed record ResetTo(string? Now = null);

/// <summary>
/// One of <paramref name="Text"/> (1–4096 characters), <paramref name="Button"/> (the payload of a button on the phone) and <paramref name="Type"/>: text, image,
/// video, audio, document, sticker, location, contacts, reaction, unsupported. <paramref name="MessageId"/>: what a reaction is to. <paramref name="Name"/>: the
/// writer's. <paramref name="Number"/>: the id of the business number, the first unless given.
/// </summary>
public sealed record CustomerWrites(
    string? Text = null,
    string? Button = null,
    string? Type = null,
    string? Caption = null,
    string? Filename = null,
    double? Latitude = null,
    double? Longitude = null,
    string? Address = null,
    string? Contact = null,
    string? MessageId = null,
    string? Emoji = null,
    string? ReplyTo = null,
    string? Name = null,
    string? Number = null);

/// <summary>What is left out stays. <paramref name="Hidden"/>: webhooks carry the BSUID alone.</summary>
public sealed record PhoneChange(string? Bsuid = null, bool? Hidden = null, string? Name = null);

/// <summary><paramref name="Marketing"/>: stop or resume.</summary>
public sealed record PreferenceChange(string Marketing, string? Number = null);

/// <summary>What the merchant wrote to the phone.</summary>
public sealed record MerchantWrites(string Phone, string Text, string? Number = null);

/// <summary>How many messages were read.</summary>
public sealed record ReadCount(int Read);
