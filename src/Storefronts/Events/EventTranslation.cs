using System.Text.Json;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Orders;

namespace Conversations.Storefronts.Events;

/// <summary>
/// The store's own events (<c>POST …/events</c>), one at a time. Never throws. A rejection names every field that is wrong, what was
/// found there and what is allowed. Unknown fields are ignored, unknown types rejected.
/// <para>Put aside with a <see cref="EventOutcome.Note"/> instead of rejected: an unreadable phone or e-mail address while another
/// identity is left, an unknown country, locale or time zone, addresses that are not http(s), texts that are no texts.
/// Losing an order for its customer's typing error would be worse: the next reminder would go to someone who bought.</para>
/// </summary>
public static class EventTranslation
{
    public const string Source = "events";

    public const int EventsMax = 500;

    /// <summary>A storefront's clock may run ahead by this much; what lies further in the future counts as now, or its timers would wait.</summary>
    public static readonly TimeSpan ClockAheadMax = TimeSpan.FromMinutes(5);

    private delegate EventOutcome Reading(EventFields item, Envelope envelope);

    private static readonly Dictionary<string, Reading> Types = new(StringComparer.Ordinal)
    {
        ["product.viewed"] = (item, to) => to.Customer(new CustomerInput.ProductViewed(EventContents.Product(item)) { Id = to.Id, Source = Source, At = to.At, OccurredAt = to.OccurredAt }),
        ["cart.updated"] = CartUpdated,
        ["cart.emptied"] = CartEmptied,
        ["checkout.started"] = (item, to) => Checkout(item, to, failed: false),
        ["checkout.updated"] = (item, to) => Checkout(item, to, failed: false),
        ["checkout.failed"] = (item, to) => Checkout(item, to, failed: true),
        ["order.placed"] = (item, to) => Order(item, to, OrderEvent.Placed),
        ["order.paid"] = (item, to) => Order(item, to, OrderEvent.Paid),
        ["order.payment_failed"] = (item, to) => Order(item, to, OrderEvent.PaymentFailed),
        ["order.shipped"] = (item, to) => Order(item, to, OrderEvent.Shipped),
        ["order.delivered"] = (item, to) => Order(item, to, OrderEvent.Delivered),
        ["order.cancelled"] = (item, to) => Order(item, to, OrderEvent.Cancelled),
        ["order.refunded"] = (item, to) => Order(item, to, OrderEvent.Refunded),
        ["stock.subscribed"] = (item, to) => to.Customer(new CustomerInput.StockSubscribed(EventContents.Product(item)) { Id = to.Id, Source = Source, At = to.At, OccurredAt = to.OccurredAt }),
        ["product.restocked"] = (item, to) => News(item, to, ProductChange.Restocked),
        ["product.out_of_stock"] = (item, to) => News(item, to, ProductChange.OutOfStock),
        ["product.price_changed"] = (item, to) => News(item, to, ProductChange.PriceChanged),
        ["product.launched"] = (item, to) => News(item, to, ProductChange.Launched),
        ["consent.granted"] = (item, to) => Consent(item, to, granted: true),
        ["consent.revoked"] = (item, to) => Consent(item, to, granted: false),
        ["customer.updated"] = (_, to) => to.Customer(new CustomerInput.ProfileReported { Id = to.Id, Source = Source, At = to.At, OccurredAt = to.OccurredAt }),
        ["customer.redacted"] = (_, to) => new EventOutcome.Redact(to.Id, to.Known?.Aliases ?? []),
    };

    private static readonly Dictionary<string, string> Channels = new(StringComparer.Ordinal) { ["whatsapp"] = "whatsapp" };
    private static readonly Dictionary<string, string> Categories = new(StringComparer.Ordinal) { ["marketing"] = "marketing" };
    private static readonly string[] RecordOfOptIn = ["source", "wording"];

    /// <summary>The event types that are known, in the order of the contract.</summary>
    public static IReadOnlyCollection<string> KnownTypes => Types.Keys;

    /// <summary>Reads a request's body. Never throws. <paramref name="defaultCountry"/>: as for one event.</summary>
    public static BatchOutcome ReadBatch(ReadOnlyMemory<byte> body, DateTimeOffset at, string? defaultCountry)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body);
        }
        catch (JsonException exception)
        {
            return new BatchOutcome.Refused($"The body is not JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }

        using (document)
        {
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Array
                ? new BatchOutcome.Refused($"The body is {EventFields.Shown(root)}; an array of 1–{EventsMax} events is allowed.")
                : root.GetArrayLength() is var count and (0 or > EventsMax)
                    ? new BatchOutcome.Refused($"The array holds {count} events; 1–{EventsMax} are allowed.")
                    : new BatchOutcome.Events([.. root.EnumerateArray().Select(item => Read(item, at, defaultCountry))]);
        }
    }

    /// <summary>Reads one event. <paramref name="defaultCountry"/> (ISO 3166) is for national phone numbers of customers without a country.</summary>
    public static EventOutcome Read(JsonElement item, DateTimeOffset at, string? defaultCountry)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return new EventOutcome.Rejected(null, $"The event is {EventFields.Shown(item)}; an object is allowed.");
        }

        var findings = new EventFindings();
        var fields = new EventFields(item, "", findings);
        var id = fields.Id("id", needed: true);
        var occurredAt = fields.Time("occurredAt") ?? at;
        if (occurredAt > at + ClockAheadMax)
        {
            findings.Note("occurredAt: lies in the future; the time of arrival counts.");
            occurredAt = at;
        }

        if (!fields.TryWord("type", Types, needed: true, out var reading))
        {
            return new EventOutcome.Rejected(id, findings.Problems!);
        }

        var type = item.At("type").Text()!;
        var known = IsNews(type) ? null : EventCustomer.Read(fields, defaultCountry);
        var outcome = reading(fields, new Envelope(id ?? "", at, occurredAt, known));
        return findings.Problems is { } problems
            ? new EventOutcome.Rejected(id, problems)
            : outcome with { Note = findings.Notes };
    }

    private static bool IsNews(string type) => type.StartsWith("product.", StringComparison.Ordinal) && type != "product.viewed";

    private static EventOutcome.Translated CartUpdated(EventFields item, Envelope to)
    {
        var cart = EventContents.Basket(item, BasketKind.Cart);
        return EventContents.IsEmptied(item)
            ? Emptied(cart.Id, to)
            : to.Customer(
                new CustomerInput.BasketChanged(cart) { Id = to.Id, Source = Source, At = to.At, OccurredAt = to.OccurredAt },
                new Alias(AliasKind.CartToken, cart.Id));
    }

    private static EventOutcome.Translated CartEmptied(EventFields item, Envelope to) =>
        Emptied(item.Object("cart", needed: true).Id("id", needed: true) ?? "", to);

    private static EventOutcome.Translated Emptied(string cartId, Envelope to) => to.Customer(
        new CustomerInput.BasketEmptied(BasketKind.Cart, cartId) { Id = to.Id, Source = Source, At = to.At, OccurredAt = to.OccurredAt },
        new Alias(AliasKind.CartToken, cartId));

    private static EventOutcome.Translated Checkout(EventFields item, Envelope to, bool failed)
    {
        var checkout = EventContents.Basket(item, BasketKind.Checkout) with { Failure = failed ? EventContents.Failure(item) : null };
        return to.Customer(
            new CustomerInput.BasketChanged(checkout) { Id = to.Id, Source = Source, At = to.At, OccurredAt = to.OccurredAt },
            new Alias(AliasKind.CheckoutToken, checkout.Id),
            new Alias(AliasKind.CartToken, checkout.CartId ?? ""));
    }

    private static EventOutcome.Translated Order(EventFields item, Envelope to, OrderEvent happened)
    {
        var order = EventContents.Order(item);
        return to.Customer(
            new CustomerInput.OrderReported(happened, order) { Id = to.Id, Source = Source, At = to.At, OccurredAt = to.OccurredAt },
            new Alias(AliasKind.OrderId, order.Id),
            new Alias(AliasKind.CheckoutToken, order.CheckoutId ?? ""),
            new Alias(AliasKind.CartToken, order.CartId ?? ""));
    }

    private static EventOutcome.News News(EventFields item, Envelope to, ProductChange change)
    {
        var product = EventContents.Product(item);
        if (change == ProductChange.PriceChanged && product.Price is null && !item.Raw("product").At("price").IsGiven())
        {
            item.Findings.Problem("product.price: missing; this type of event needs it.");
        }

        return new EventOutcome.News(to.Id, new CustomerInput.ProductNews(change, product, null, null) { Id = to.Id, Source = Source, At = to.At, OccurredAt = to.OccurredAt });
    }

    /// <summary>A withdrawal counts even where it says little; an opt-in must say for what it is, and notes what its record lacks.</summary>
    private static EventOutcome.Translated Consent(EventFields item, Envelope to, bool granted)
    {
        var consent = item.Object("consent", needed: granted);
        consent.TryWord("channel", Channels, needed: granted, out _);
        consent.TryWord("category", Categories, needed: granted, out _);
        foreach (var name in RecordOfOptIn.Where(name => granted && consent.Raw(name).Text() is null))
        {
            item.Findings.Note($"{consent.PathOf(name)}: missing; the record of an opt-in should hold it.");
        }

        return to.Customer(new CustomerInput.ConsentReported(granted, consent.Text("source"), consent.Text("wording", LooseJson.TextLengthMax))
        {
            Id = to.Id,
            Source = Source,
            At = to.At,
            OccurredAt = to.OccurredAt,
        });
    }

    /// <summary>What every event has.</summary>
    private sealed record Envelope(string Id, DateTimeOffset At, DateTimeOffset OccurredAt, EventCustomer? Known)
    {
        /// <summary>Adds who it was; aliases without a value are left out.</summary>
        public EventOutcome.Translated Customer(CustomerInput input, params ReadOnlySpan<Alias> more)
        {
            var aliases = new SortedSet<Alias>(Known?.Aliases ?? []);
            foreach (var alias in more)
            {
                if (alias.Value.Length > 0)
                {
                    aliases.Add(alias);
                }
            }

            return new EventOutcome.Translated(Id, input with { Aliases = [.. aliases], Profile = Known?.Profile });
        }
    }
}
