using System.Net.Http.Headers;
using System.Text.Json;
using Conversations.Identity;
using Conversations.WhatsApp.Webhooks;

namespace Conversations.WhatsApp.Templates;

/// <summary>Fetches a store's templates, page by page (M:reference/whatsapp-business-account/message-template-api).</summary>
public sealed class TemplateDownload(HttpClient http, WhatsAppOptions options)
{
    // An account has at most 6,000 templates (M:templates/overview).
    private const int PagesMax = 100;

    private const string Fields = "id,name,language,status,category,quality_score,parameter_format,components,message_send_ttl_seconds";

    /// <summary>All templates of the store's account. A refusal or an unreadable page throws <see cref="HttpRequestException"/>: half a catalogue is none.</summary>
    public async Task<TemplateCatalogue> Fetch(StoreId store, CancellationToken cancellationToken)
    {
        if (!options.Stores.TryGetValue(store.Value, out var access) || access.BusinessAccountId.Length == 0)
        {
            throw new HttpRequestException("No business account is configured for this store.");
        }

        var catalogue = TemplateCatalogue.Empty;
        string? after = null;
        for (var page = 0; page < PagesMax; page++)
        {
            using var document = await Page(access, after, cancellationToken);
            catalogue = catalogue.With(document.RootElement);
            var paging = document.RootElement.Member("paging") ?? default;
            var next = paging.Member("cursors")?.Filled("after");
            // The address of the next page is not followed: it would take our token wherever it points.
            if (paging.Member("next") is null || next is null || next == after)
            {
                return catalogue;
            }

            after = next;
        }

        return catalogue;
    }

    private async Task<JsonDocument> Page(WhatsAppStoreOptions access, string? after, CancellationToken cancellationToken)
    {
        var address = $"{options.GraphUrl.ToString().TrimEnd('/')}/{options.ApiVersion}/{access.BusinessAccountId}/message_templates?limit=100&fields={Fields}"
            + (after is null ? "" : $"&after={Uri.EscapeDataString(after)}");
        var token = access.AccessToken.Length > 0 ? access.AccessToken : access.Numbers.Select(number => number.AccessToken).FirstOrDefault(own => own is { Length: > 0 });
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Timeout);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request, timeout.Token);
        response.EnsureSuccessStatusCode();
        try
        {
            return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(timeout.Token));
        }
        catch (JsonException error)
        {
            throw new HttpRequestException("The list of templates is not JSON.", error);
        }
    }
}
