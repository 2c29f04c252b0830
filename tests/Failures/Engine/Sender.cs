using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Conversations.Simulation;

namespace Failures.Engine;

/// <summary>One thing to be sent: an event of the shop, or a signed webhook of WhatsApp. Its ids stay the same however often it is sent.</summary>
internal sealed record Letter(int Person, string Path, string Body, bool IsWebhook, IReadOnlyList<string> Ids);

/// <summary>Shop and WhatsApp in one: sends over several connections at once, to each person in order, and keeps what was not acknowledged for later.</summary>
internal sealed class Sender(ulong seed)
{
    public const string Key = "failures-key";
    public const string AppSecret = "failures-secret";
    public const string BusinessAccount = "200000000000009";
    public const string Number = "100000000000009";

    private const int Connections = 6;
    private const int PeoplePerRound = 12;

    private readonly Dice dice = new(seed);
    private readonly Lock gate = new();
    private readonly Queue<Letter> unacknowledged = new();
    private readonly List<Letter> all = [];
    private int made;

    /// <summary>Ids that were answered with 200, accepted or duplicate.</summary>
    public HashSet<string> Acknowledged { get; } = [];

    /// <summary>Ids that were answered as duplicate when they were first answered: they had been written before a crash.</summary>
    public int WrittenUnanswered { get; private set; }

    /// <summary>Every id of every letter.</summary>
    public HashSet<string> Ids { get; } = [];

    public int Refused { get; private set; }

    public bool RetryAfterSeen { get; private set; } = true;

    /// <summary>Letters so far.</summary>
    public int Written => all.Count;

    /// <summary>Ids of events that met a fault of their customer and are kept by the engine.</summary>
    public HashSet<string> Kept { get; } = [];

    /// <summary>Called when a request begins and when one is acknowledged.</summary>
    public Action Happened { get; set; } = static () => { };

    /// <summary>Sends new letters until they are through or nobody answers any more. What was not acknowledged stays.</summary>
    public async Task Load(Uri url, int letters, CancellationToken stop)
    {
        Queue<Letter> next;
        lock (gate)
        {
            next = new Queue<Letter>(Enumerable.Range(0, letters).Select(_ => Make()));
        }

        await Drain(url, next, stop);
    }

    /// <summary>All letters since then are to be sent again, acknowledged or not.</summary>
    public void Repeat(int since)
    {
        lock (gate)
        {
            unacknowledged.Clear();
            all[since..].ForEach(unacknowledged.Enqueue);
        }
    }

    /// <summary>Sends again, same ids, what was not acknowledged; true when all of it was.</summary>
    public async Task<bool> SendAgain(Uri url, CancellationToken stop)
    {
        Queue<Letter> again;
        lock (gate)
        {
            again = new Queue<Letter>(unacknowledged);
            unacknowledged.Clear();
        }

        await Drain(url, again, stop);
        lock (gate)
        {
            return unacknowledged.Count == 0;
        }
    }

    private async Task Drain(Uri url, Queue<Letter> letters, CancellationToken stop)
    {
        // A person's letters take one connection, so that they arrive in the same order whenever they are sent.
        var queues = letters.GroupBy(letter => letter.Person % Connections).Select(letters => new Queue<Letter>(letters)).ToList();
        await Task.WhenAll(queues.Select(async queue =>
        {
            // A client each, so that each has a connection of its own.
            using var http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
            while (queue.TryDequeue(out var letter))
            {
                if (stop.IsCancellationRequested || !await Send(http, letter))
                {
                    lock (gate)
                    {
                        unacknowledged.Enqueue(letter);
                    }
                }
            }
        }));
    }

    private async Task<bool> Send(HttpClient http, Letter letter)
    {
        Happened();
        try
        {
            using var content = new StringContent(letter.Body, Encoding.UTF8, "application/json");
            if (letter.IsWebhook)
            {
                content.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(AppSecret), Encoding.UTF8.GetBytes(letter.Body))));
            }

            using var response = await http.PostAsync(new Uri(letter.Path, UriKind.Relative), content);
            var body = await response.Content.ReadAsStringAsync();
            return Read(letter, response, body);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private bool Read(Letter letter, HttpResponseMessage response, string body)
    {
        lock (gate)
        {
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                Refused++;
                RetryAfterSeen &= response.Headers.RetryAfter is not null;
                return false;
            }

            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new InvalidOperationException($"{letter.Path} answered {(int)response.StatusCode}: {body}");
            }

            if (!letter.IsWebhook)
            {
                foreach (var result in JsonNode.Parse(body)!["results"]!.AsArray())
                {
                    switch ((string?)result!["status"])
                    {
                        case "accepted":
                            break;
                        case "duplicate":
                            WrittenUnanswered++;
                            break;
                        case "rejected" when ((string?)result["problem"])!.Contains("It is kept", StringComparison.Ordinal):
                            Kept.Add((string)result["id"]!);
                            break;
                        default:
                            throw new InvalidOperationException($"An event was refused: {result}");
                    }
                }
            }

            Acknowledged.UnionWith(letter.Ids);
        }

        Happened();
        return true;
    }

    private Letter Make()
    {
        var round = made / 200;
        var person = (round * PeoplePerRound) + dice.Below(PeoplePerRound);
        var letter = dice.Hits(0.35) ? Message(person) : Events(person);
        Ids.UnionWith(letter.Ids);
        all.Add(letter);
        return letter;
    }

    /// <summary>A first message, sent with what is to be sent again.</summary>
    /// <param name="text">A wish for a human is answered at once, a question once it is sure that no more comes.</param>
    /// <returns>Whom the answer will reach.</returns>
    public string WriteFromSomebodyNew(string text)
    {
        lock (gate)
        {
            var person = made + 100_000;
            var letter = Message(person, text);
            Ids.UnionWith(letter.Ids);
            all.Add(letter);
            unacknowledged.Enqueue(letter);
            return Phone(person)[1..];
        }
    }

    /// <summary>Most are answered at once: with a notice that a human comes, or with the confirmation of a stop.</summary>
    private Letter Message(int person)
    {
        string[] texts = [$"hello, where is my parcel {made}?", "I want to talk to a human", "STOP", "START"];
        return Message(person, texts[dice.Below(texts.Length)]);
    }

    private Letter Message(int person, string text)
    {
        var id = $"wamid.in{++made}";
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var phone = Phone(person)[1..];
        var body = new JsonObject
        {
            ["object"] = "whatsapp_business_account",
            ["entry"] = new JsonArray(new JsonObject
            {
                ["id"] = BusinessAccount,
                ["changes"] = new JsonArray(new JsonObject
                {
                    ["field"] = "messages",
                    ["value"] = new JsonObject
                    {
                        ["messaging_product"] = "whatsapp",
                        ["metadata"] = new JsonObject { ["display_phone_number"] = "33700000009", ["phone_number_id"] = Number },
                        ["contacts"] = new JsonArray(new JsonObject { ["profile"] = new JsonObject { ["name"] = $"Person {person}" }, ["wa_id"] = phone }),
                        ["messages"] = new JsonArray(new JsonObject
                        {
                            ["from"] = phone,
                            ["id"] = id,
                            ["timestamp"] = now,
                            ["type"] = "text",
                            ["text"] = new JsonObject { ["body"] = text },
                        }),
                    },
                }),
            }),
        };
        return new Letter(person, "/webhooks/whatsapp", body.ToJsonString(), true, [$"message/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"message/{Number}/{id}")))}"]);
    }

    private Letter Events(int person)
    {
        var events = new JsonArray();
        var ids = new List<string>();
        for (var count = 1 + dice.Below(4); count > 0; count--)
        {
            var id = $"e{++made}";
            ids.Add(id);
            events.Add(Event(id, person));
        }

        return new Letter(person, "/v1/stores/shop/events", events.ToJsonString(), false, ids);
    }

    private JsonObject Event(string id, int person)
    {
        var item = new JsonObject
        {
            ["id"] = id,
            ["occurredAt"] = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
            ["customer"] = new JsonObject { ["phone"] = Phone(person), ["id"] = $"shopper-{person}", ["country"] = "FR" },
        };
        var things = new JsonArray(new JsonObject { ["productId"] = $"p{made}", ["name"] = "Lamp", ["quantity"] = 1, ["price"] = "59.90" });
        switch (dice.Below(4))
        {
            case 0:
                item["type"] = "product.viewed";
                item["product"] = new JsonObject { ["id"] = $"p{made}", ["name"] = "Lamp", ["price"] = "59.90", ["currency"] = "EUR" };
                break;
            case 1:
                item["type"] = "cart.updated";
                item["cart"] = new JsonObject { ["id"] = $"cart-{person}", ["currency"] = "EUR", ["total"] = "59.90", ["items"] = things };
                break;
            case 2:
                item["type"] = "order.placed";
                item["order"] = new JsonObject { ["id"] = $"o{made}", ["number"] = $"{made}", ["currency"] = "EUR", ["total"] = "59.90", ["paymentStatus"] = "paid", ["items"] = things };
                break;
            default:
                item["type"] = "consent.granted";
                item["consent"] = new JsonObject { ["channel"] = "whatsapp", ["category"] = "marketing", ["source"] = "checkout", ["wording"] = "yes" };
                break;
        }

        return item;
    }

    private static string Phone(int person) => string.Create(CultureInfo.InvariantCulture, $"+336{person:00000000}");
}
