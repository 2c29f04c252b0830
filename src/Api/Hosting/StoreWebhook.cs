using System.Net.Http.Headers;
using System.Text.Json;
using Conversations.Actors;
using Conversations.Api.Settings;
using Conversations.Api.Wire;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Storefronts;

namespace Conversations.Api.Hosting;

/// <summary>Tells the store's own webhook, signed; the engine repeats what was not taken.</summary>
public sealed partial class StoreWebhook(StoresSettings stores, TimeProvider time, ILogger<StoreWebhook> logger) : IStoreWebhook, IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout };

    public async Task<bool> Tell(StoreId store, string key, Effect.TellStore tell, CancellationToken cancellationToken)
    {
        if (stores.Stores.GetValueOrDefault(store.Value)?.Webhook is not { Url: { } url, Secret: { } secret })
        {
            return true;
        }

        var now = time.GetUtcNow();
        var body = JsonSerializer.SerializeToUtf8Bytes(new { id = key, type = tell.Event, at = now, data = tell.Data }, WireJson.Options);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.Add(StoreWebhookSignature.Header, StoreWebhookSignature.Sign(body, secret, now));
        try
        {
            using var response = await http.PostAsync(new Uri(url), content, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                Log.Refused(logger, store.Value, (int)response.StatusCode);
            }

            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Log.Failed(logger, store.Value, error.GetType().Name);
            return false;
        }
    }

    public void Dispose() => http.Dispose();

    private static partial class Log
    {
        [LoggerMessage(120, LogLevel.Warning, "The webhook of store {Store} answered {Status}")]
        public static partial void Refused(ILogger logger, string store, int status);

        [LoggerMessage(121, LogLevel.Warning, "The webhook of store {Store} did not answer: {Error}")]
        public static partial void Failed(ILogger logger, string store, string error);
    }
}
