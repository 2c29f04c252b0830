namespace Conversations.Contact;

/// <summary>What the engine knows of a country: how its phone numbers are written, its times, money and languages.</summary>
public sealed record Country
{
    /// <summary>ISO 3166-1 alpha-2, upper case.</summary>
    public required string Code { get; init; }

    public required string Name { get; init; }

    /// <summary>ITU-T E.164 country calling code, digits only.</summary>
    public required string Calling { get; init; }

    /// <summary>Digits dialled before a national number inside the country and left out of E.164; empty where there are none.</summary>
    public IReadOnlyList<string> Trunk { get; init; } = [];

    /// <summary>Fewest and most digits of the national number, without the trunk prefix.</summary>
    public required IReadOnlyList<int> Length { get; init; }

    /// <summary>A digit that WhatsApp ids of this country carry, or lack, before the same national number.</summary>
    public string? MobileDigit { get; init; }

    /// <summary>What stands between a mobile's area and its number inside the country, instead of <see cref="MobileDigit"/> before both.</summary>
    public string? MobileAfterArea { get; init; }

    /// <summary>Beginnings of the national number, where a calling code is shared; empty for the country that has all the others.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    /// <summary>ISO 639-1, the most spoken in commerce first.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Member of the European Union, its outermost regions included (Directive 98/6/EC art. 6a: a reduction is announced against the lowest price of 30 days).</summary>
    public bool Eu { get; init; }

    /// <summary>IANA zones whose clocks differ, the most populous first; uninhabited and tiny outposts are left out.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];

    /// <summary>Further IANA names within this country, older spellings included.</summary>
    public IReadOnlyList<string> OtherZones { get; init; } = [];

    internal bool AllowsLength(int digits) => digits >= Length[0] && digits <= Length[1];
}
