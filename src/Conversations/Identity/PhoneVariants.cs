namespace Conversations.Identity;

/// <summary>Two spellings under which WhatsApp may know one number.</summary>
internal static class PhoneVariants
{
    /// <summary>The spelling to compare by and the other one, both digits only; null for a number with a single spelling.</summary>
    public static (string Canonical, string Other)? Of(string digits)
    {
        return digits switch
        {
            ['5', '5', _, _, '9', >= '6' and <= '9', ..] when digits.Length == 13 => (digits, digits.Remove(4, 1)),
            ['5', '5', _, _, >= '6' and <= '9', ..] when digits.Length == 12 => (digits.Insert(4, "9"), digits),
            ['5', '2', '1', ..] when digits.Length == 13 => (digits.Remove(2, 1), digits),
            ['5', '2', ..] when digits.Length == 12 => (digits, digits.Insert(2, "1")),
            ['5', '4', '9', ..] when digits.Length == 13 => (digits.Remove(2, 1), digits),
            ['5', '4', ..] when digits.Length == 12 => (digits, digits.Insert(2, "9")),
            _ => null,
        };
    }
}
