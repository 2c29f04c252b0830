using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.WhatsApp.Webhooks;

namespace Conversations.WhatsApp.Tests.Webhooks;

/// <summary>A translation in the words of the index, to be compared with it.</summary>
internal sealed partial class FixtureFacts(Translation translation)
{
    // Not carried on: WhatsApp's own book-keeping that changed meaning or is going away (conversation, expiry, billable; protocol: pricing may come or not).
    private static readonly string[] NotCarried = ["conversation", "origin", "expires", "title", "url"];

    private readonly Queue<CustomerInput> _inputs = new(translation.Inputs.Select(input => input.Input));
    private readonly List<string> _faults = [];
    private int _checked;

    public IReadOnlyList<string> Faults => _faults;

    public int Check(string kind, IReadOnlyList<FixtureExpectation> expectations, IReadOnlyDictionary<string, string> nothingWanted)
    {
        if (nothingWanted.FirstOrDefault(pair => kind.StartsWith(pair.Key, StringComparison.Ordinal)) is { Key: not null } pair)
        {
            Same("unread reason", pair.Value, translation.Unread.FirstOrDefault(part => part.Known)?.Reason is { } reason && reason.Contains(pair.Value, StringComparison.Ordinal) ? pair.Value : null);
            return _checked;
        }

        FixtureExpectation? contact = null;
        foreach (var expectation in expectations)
        {
            switch (expectation.Subject)
            {
                case "contact":
                    contact = expectation;
                    break;
                case "message":
                    Message(expectation, contact);
                    break;
                case "status":
                    Status(expectation);
                    break;
                case "echo":
                    Echo(expectation);
                    break;
                case "pref":
                    Preference(expectation);
                    break;
                case "phone_number_id":
                    Same("phone_number_id", expectation["phone_number_id"], translation.Inputs.Select(input => input.Number.Value).Concat(translation.Unread.Select(part => part.Number?.Value ?? "")).FirstOrDefault());
                    break;
                case "field" when expectation.Fields.Count > 1:
                    Account(expectation);
                    break;
                case "field" or "changes" or "error":
                    break;
                default:
                    _faults.Add($"the index speaks of {expectation.Subject}, which no test reads");
                    break;
            }
        }

        if (_inputs.Count > 0)
        {
            _faults.Add($"{_inputs.Count} inputs are left over");
        }

        return _checked;
    }

    private void Message(FixtureExpectation expectation, FixtureExpectation? contact)
    {
        if (expectation["type"] == "system")
        {
            SystemMessage(expectation);
            return;
        }

        if (!_inputs.TryDequeue(out var input) || input is not CustomerInput.MessageReceived received)
        {
            _faults.Add("no message was read");
            return;
        }

        var message = received.Message;
        string? Detail(string name) => message.Detail.GetValueOrDefault(name);
        foreach (var (name, value) in expectation.Fields.Where(field => !NotCarried.Contains(field.Key) || field.Key == "title"))
        {
            Same(name, value, name switch
            {
                "wamid" => message.Wamid,
                "from" => Detail("from") ?? "(absent)",
                "from_user_id" => Detail("userId"),
                "ts" => Seconds(received.OccurredAt),
                "type" => Detail("type"),
                "reply_to" or "on" or "original" => message.ReplyTo,
                "text" or "button.text" or "title" or "caption" or "body" => message.Text,
                "payload" => message.Payload,
                "id" => message.MediaId ?? message.Payload,
                "mime_type" => message.MediaType,
                "filename" => message.FileName,
                "voice" or "animated" => Detail(name) == "true" ? "True" : "False",
                "lat" => message.Latitude is { } latitude ? latitude.ToString("R", CultureInfo.InvariantCulture) : Detail("latitude"),
                "lng" => message.Longitude is { } longitude ? longitude.ToString("R", CultureInfo.InvariantCulture) : Detail("longitude"),
                "name" => Detail("form") ?? Detail("name") ?? "None",
                "phones" => Detail("phones"),
                "emoji" => message.Text is { Length: > 0 } emoji ? emoji : value,
                // The index cuts it off.
                "response_json" => Detail("response") is { } response && response.StartsWith(value, StringComparison.Ordinal) ? value : Detail("response"),
                "catalog" => Detail("catalogue"),
                "items" => Detail("items"),
                "unsupported" => Detail("unsupported") is { } unsupported ? $$"""{"type": "{{unsupported}}"}""" : "null",
                "error" => $"{message.ErrorCode} {Detail("errorTitle")}",
                "referral.source_type" => Detail("adType"),
                "source_id" => Detail("adId"),
                "ctwa_clid" => message.AdClickId ?? "None",
                "referred_product" => $"{Detail("productCatalogue")}/{message.ProductId}",
                _ => "(not mapped)",
            });
        }

        Contact(contact, received, message);
    }

    private void Contact(FixtureExpectation? contact, CustomerInput.MessageReceived received, InboundMessage message)
    {
        foreach (var (name, value) in contact?.Fields ?? [])
        {
            Same($"contact.{name}", value, name switch
            {
                "wa_id" => message.Detail.GetValueOrDefault("waId"),
                "user_id" => received.Aliases.FirstOrDefault(alias => alias.Kind == AliasKind.Bsuid).Value,
                "parent_user_id" => message.Detail.GetValueOrDefault("parentUserId"),
                "username" => message.Detail.GetValueOrDefault("username"),
                "name" => received.Profile?.FirstName,
                _ => "(not mapped)",
            });
        }
    }

    private void SystemMessage(FixtureExpectation expectation)
    {
        if (expectation.Fields.Last(field => field.Key == "type").Value == "customer_identity_changed")
        {
            Same("system", "skipped", translation.Unread.Any(part => part.Known) ? "skipped" : null);
            return;
        }

        var changed = _inputs.TryDequeue(out var input) ? input as CustomerInput.IdentityChanged : null;
        Same("wa_id", expectation["wa_id"], changed?.Phone?.TrimStart('+'));
        Same("ts", expectation["ts"], changed is null ? null : Seconds(changed.OccurredAt));
        Same("from", expectation["from"], changed?.Aliases.FirstOrDefault(alias => alias.Kind == AliasKind.Phone).Value.TrimStart('+'));
    }

    private void Status(FixtureExpectation expectation)
    {
        if (!_inputs.TryDequeue(out var input) || input is not CustomerInput.DeliveryReported reported)
        {
            _faults.Add("no status was read");
            return;
        }

        foreach (var (name, value) in expectation.Fields.Where(field => !NotCarried.Contains(field.Key)))
        {
            Same(name, value, name switch
            {
                "wamid" => reported.Wamid,
                "status" => reported.Status.ToString().ToLowerInvariant(),
                "recipient" => PhoneNumber.FromWaId(value) is { } phone
                    ? reported.Aliases.Contains(new Alias(AliasKind.Phone, phone.Key)) ? value : null
                    : reported.Aliases.FirstOrDefault(alias => alias.Kind == AliasKind.Phone).Value,
                "ts" => Seconds(reported.OccurredAt),
                "error" => $"{reported.ErrorCode} {reported.ErrorDetail}",
                "pricing" => value.Split('/')[2] == reported.PricingCategory ? value : reported.PricingCategory,
                "biz_opaque_callback_data" => reported.TouchKey,
                _ => "(not mapped)",
            });
        }
    }

    private void Echo(FixtureExpectation expectation)
    {
        if (!_inputs.TryDequeue(out var input) || input is not CustomerInput.MessageEchoed echoed)
        {
            _faults.Add("no echo was read");
            return;
        }

        Same("wamid", expectation["wamid"], echoed.Wamid);
        Same("type", expectation["type"], echoed.Type);
        Same("to", expectation["to(customer)"], echoed.Aliases.FirstOrDefault(alias => alias.Kind == AliasKind.Phone).Value.TrimStart('+'));
        if (expectation["text"] is { } text and not "None")
        {
            Same("text", text, echoed.Text);
        }
    }

    private void Preference(FixtureExpectation expectation)
    {
        var word = _inputs.TryDequeue(out var input)
            ? input switch
            {
                CustomerInput.PreferenceReported { Stop: true } => "stop",
                CustomerInput.PreferenceReported => "resume",
                CustomerInput.ConsentReported { Granted: true } => "signup",
                _ => null,
            }
            : null;
        Same("value", expectation["value"], word);
        Same("ts", expectation["ts"], input is null ? null : Seconds(input.OccurredAt));
        Same("wa_id", expectation["wa_id"], input?.Aliases.FirstOrDefault(alias => alias.Kind == AliasKind.Phone).Value.TrimStart('+'));
        Same("user_id", expectation["user_id"], input?.Aliases.FirstOrDefault(alias => alias.Kind == AliasKind.Bsuid).Value ?? "None");
    }

    private void Account(FixtureExpectation expectation)
    {
        if (translation.Events is not [var happened])
        {
            _faults.Add("no event was read");
            return;
        }

        foreach (var (name, value) in expectation.Fields.Where(field => field.Key != "field"))
        {
            Same(name, value, value[0] is '{' or '[' ? Nested(happened, name, value) : Plain(happened, name));
        }
    }

    private static string? Plain(AccountEvent happened, string name) => (happened, name) switch
    {
        (AccountEvent.TemplateStatusChanged status, "event") => status.Event,
        (AccountEvent.TemplateStatusChanged { Reason: null }, "reason") => "NONE",
        (AccountEvent.TemplateStatusChanged, "reason") => Root(happened).GetProperty("reason").GetString(),
        (AccountEvent.TemplateStatusChanged status, "message_template_category") => status.Category?.ToString().ToUpperInvariant(),
        (AccountEvent.TemplateQualityChanged quality, "previous_quality_score") => quality.Previous,
        (AccountEvent.TemplateQualityChanged quality, "new_quality_score") => quality.Current,
        (AccountEvent.TemplateCategoryChanged category, "new_category") => category.Current,
        (AccountEvent.TemplateContentChanged content, "message_template_element") => content.Body,
        (_, "message_template_id") => TemplateOf(happened)?.Id,
        (_, "message_template_name") => TemplateOf(happened)?.Name,
        (_, "message_template_language") => TemplateOf(happened)?.Language,
        (AccountEvent.NumberQualityChanged number, "display_phone_number") => number.DisplayNumber,
        (AccountEvent.NumberQualityChanged number, "event") => number.Event,
        (AccountEvent.NumberQualityChanged number, "current_limit") => number.Tier,
        (AccountEvent.NumberNameChanged number, "display_phone_number") => number.DisplayNumber,
        (AccountEvent.NumberNameChanged number, "decision") => number.Decision,
        (AccountEvent.NumberNameChanged number, "requested_verified_name") => number.Name,
        (AccountEvent.NumberNameChanged number, "rejection_reason") => number.Reason ?? "None",
        (AccountEvent.AccountChanged account, "event") => account.Event,
        (AccountEvent.AccountChanged account, "phone_number") => account.DisplayNumber,
        (AccountEvent.AccountChanged account, _) => account.Detail.GetValueOrDefault(name),
        _ => "(not mapped)",
    };

    // Where the index holds JSON, every leaf of it must be found in the event.
    private static string? Nested(AccountEvent happened, string name, string value)
    {
        // The index cuts long values off, so only what is complete there is compared.
        var leaves = CompleteLeaf().Matches(value).Select(match => JsonDocument.Parse(match.Groups[1].Value).RootElement.ToString()).ToList();
        var known = happened is AccountEvent.AccountChanged account
            ? account.Detail.Where(pair => pair.Key.StartsWith(name, StringComparison.Ordinal)).Select(pair => pair.Value).ToList()
            : [.. Leaves(Root(happened).GetProperty(name))];
        return leaves.Count > 0 && leaves.All(known.Contains) ? value : string.Join('|', known);
    }

    [GeneratedRegex("""(?::|\[|,)\s*("(?:[^"\\]|\\.)*"|-?[0-9.]+|true|false)(?=[,}\]])""")]
    private static partial Regex CompleteLeaf();

    private static IEnumerable<string> Leaves(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Leaves(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Leaves),
        _ => [element.ToString()],
    };

    private static TemplateKey? TemplateOf(AccountEvent happened) => happened switch
    {
        AccountEvent.TemplateStatusChanged status => status.Template,
        AccountEvent.TemplateQualityChanged quality => quality.Template,
        AccountEvent.TemplateCategoryChanged category => category.Template,
        AccountEvent.TemplateContentChanged content => content.Template,
        _ => null,
    };

    private static JsonElement Root(AccountEvent happened) => JsonDocument.Parse(happened.Json).RootElement;

    private static string Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private void Same(string name, string? expected, string? read)
    {
        _checked++;
        if (expected != read)
        {
            _faults.Add($"{name} is {read ?? "(nothing)"}, not {expected}");
        }
    }
}
