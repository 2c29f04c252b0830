using System.Text.Json;
using Conversations.Customers;

namespace Conversations.WhatsApp.Webhooks;

/// <summary>Collects what a body says.</summary>
internal sealed class Draft(DateTimeOffset at)
{
    // A key of an index: WhatsApp's own are well below, and nothing longer may stop a commit.
    private const int IdCharactersMax = 400;

    private readonly List<NumberInput> _first = [];
    private readonly List<NumberInput> _statuses = [];
    private readonly List<AccountEvent> _events = [];
    private readonly List<UnreadPart> _unread = [];

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

    /// <summary>Something that could not be read.</summary>
    public void Miss(JsonElement item, Place place, string reason) => _unread.Add(new(reason, item.GetRawText(), false, place.Number, place.Account));

    /// <summary>Something known, of which nothing is wanted.</summary>
    public void Skip(JsonElement item, Place place, string reason) => _unread.Add(new(reason, item.GetRawText(), true, place.Number, place.Account));

    public Translation Finished() => new() { Inputs = [.. _first, .. _statuses], Events = [.. _events], Unread = [.. _unread] };

    /// <summary>A key for repeats, of parts that are the same whenever the item comes again.</summary>
    public static string IdOf(params string?[] parts)
    {
        var id = string.Join('/', parts.Where(part => part is not null));
        return id.Length <= IdCharactersMax ? id : $"{parts[0]}/{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id)))}";
    }
}
