using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.WhatsApp.Webhooks;

/// <summary>Collects what a body says.</summary>
internal sealed class Draft(DateTimeOffset at)
{
    private readonly List<NumberInput> _first = [];
    private readonly List<NumberInput> _statuses = [];
    private readonly List<AccountEvent> _events = [];
    private readonly List<UnreadPart> _unread = [];
    private readonly HashSet<DisplayedNumber> _displayed = [];

    public DateTimeOffset At => at;

    /// <summary>Reads an item; one that cannot be read is kept and fails nothing else.</summary>
    public void Guarded(JsonElement item, Place place, Action<JsonElement> read)
    {
        try
        {
            read(item);
        }
        catch (Exception error)
        {
            Miss(item, place, $"could not be read ({error.GetType().Name})");
        }
    }

    public void Add(CustomerInput input, Place place)
    {
        var entry = new NumberInput(place.Number!.Value, place.Account, input);
        (input is CustomerInput.DeliveryReported ? _statuses : _first).Add(entry);
    }

    public void Add(AccountEvent happened) => _events.Add(happened);

    public void Displays(NumberId number, string? displayed)
    {
        if (DisplayedNumber.DigitsOf(displayed ?? "") is { Length: > 0 } digits)
        {
            _displayed.Add(new DisplayedNumber(number, digits));
        }
    }

    /// <summary>Something that could not be read.</summary>
    public void Miss(JsonElement item, Place place, string reason) => _unread.Add(new(reason, item.GetRawText(), false, place.Number, place.Account));

    /// <summary>Something known, of which nothing is wanted.</summary>
    public void Skip(JsonElement item, Place place, string reason) => _unread.Add(new(reason, item.GetRawText(), true, place.Number, place.Account));

    public Translation Finished() => new() { Inputs = [.. _first, .. _statuses], Events = [.. _events], Displayed = [.. _displayed], Unread = [.. _unread] };

    /// <summary>A key for repeats, of parts that are the same whenever the item comes again. Only their hash: a wamid holds the phone number, and the key outlives an erasure.</summary>
    public static string IdOf(params string?[] parts) =>
        $"{parts[0]}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('/', parts.Where(static part => part is not null)))))}";
}
