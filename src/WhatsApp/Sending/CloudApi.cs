using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Microsoft.Extensions.Logging;

namespace Conversations.WhatsApp.Sending;

/// <summary>
/// The Cloud API. The API has no key against repeats, so a call is made once: what may have arrived without an answer is
/// <see cref="SendResult.Unknown"/> and never sent again. Pace is the senders' matter.
/// </summary>
public sealed partial class CloudApi(HttpClient http, WhatsAppOptions options, ILogger<CloudApi> logger) : IWhatsApp
{
    /// <summary>Which way a number's template has to go, as WhatsApp's refusals taught.</summary>
    private readonly ConcurrentDictionary<(NumberId Number, string Template), bool> _marketingRoute = new();

    /// <summary>A client whose time-outs are this class's own, and which follows no redirect: a repeated POST would be a second message.</summary>
    public static HttpClient CreateClient() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan };

    public async Task<SendResult> Send(StoreId store, Effect.Send send, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = Stopwatch.GetTimestamp();
        var result = await Outcome(store, send, cancellationToken);
        Learn(send, result);
        CallMetrics.Record(send.Message, result, Stopwatch.GetElapsedTime(started));
        Tell(store, send.Number, result);
        return result;
    }

    public async Task MarkRead(StoreId store, Effect.MarkRead read, CancellationToken cancellationToken)
    {
        if (options.AccessTo(store, read.Number) is not { } access)
        {
            return;
        }

        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(options.Timeout);
            using var request = Request($"{read.Number.Value}/messages", access.Token, MessageBody.Of(read));
            using var response = await http.SendAsync(request, timeout.Token);
            if (!response.IsSuccessStatusCode)
            {
                Log.NotMarkedRead(logger, store.Value, read.Number.Value, ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or IOException)
        {
            Log.NotMarkedRead(logger, store.Value, read.Number.Value, error.GetType().Name);
        }
    }

    private async Task<SendResult> Outcome(StoreId store, Effect.Send send, CancellationToken cancellationToken)
    {
        if (options.AccessTo(store, send.Number) is not { } access)
        {
            return new SendResult.Rejected(190, "no access token is configured for this number");
        }

        JsonObject body;
        try
        {
            body = MessageBody.Of(send);
        }
        catch (Exception error) when (error is NotSupportedException or FormatException or OverflowException)
        {
            return new SendResult.Rejected(send.Message is OutboundMessage.Template ? 132012 : 131009, error.Message);
        }

        var route = GoesByMarketing(send, access.Number) ? "marketing_messages" : "messages";
        return await Call($"{send.Number.Value}/{route}", access.Token, body, cancellationToken);
    }

    private async Task<SendResult> Call(string path, string token, JsonObject body, CancellationToken cancellationToken)
    {
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(options.Timeout);
            using var request = Request(path, token, body);
            using var response = await http.SendAsync(request, timeout.Token);
            return GraphAnswer.Read(response.StatusCode, await response.Content.ReadAsByteArrayAsync(timeout.Token));
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            // No connection, so nothing has left: the one failure that is safe to try again.
            return new SendResult.Rejected(ErrorReactions.NoConnection, "no connection to WhatsApp");
        }
        catch (OperationCanceledException)
        {
            return new SendResult.Unknown(cancellationToken.IsCancellationRequested ? "stopped while waiting for the answer" : "no answer in time");
        }
        catch (Exception error)
        {
            return new SendResult.Unknown($"the connection was cut ({error.GetType().Name})");
        }
    }

    private HttpRequestMessage Request(string path, string token, JsonObject body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{options.GraphUrl.ToString().TrimEnd('/')}/{options.ApiVersion}/{path}"))
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    // A marketing template's time to live counts only there; it is set on the template, not in the call (M:templates/time-to-live, 21 May 2026).
    private bool GoesByMarketing(Effect.Send send, WhatsAppNumberOptions number) =>
        send.Message is OutboundMessage.Template { Category: TemplateCategory.Marketing } template
        && _marketingRoute.GetValueOrDefault((send.Number, template.Name), number.MarketingMessages);

    private void Learn(Effect.Send send, SendResult result)
    {
        if (result is not SendResult.Rejected rejected || send.Message is not OutboundMessage.Template template)
        {
            return;
        }

        var reaction = ErrorReactions.Of(rejected.Code).Reaction;
        if (reaction is ErrorReaction.UseCloudApi or ErrorReaction.UseMarketingMessages)
        {
            _marketingRoute[(send.Number, template.Name)] = reaction == ErrorReaction.UseMarketingMessages;
        }
    }

    private void Tell(StoreId store, NumberId number, SendResult result)
    {
        switch (result)
        {
            case SendResult.Rejected rejected:
                Log.Rejected(logger, store.Value, number.Value, rejected.Code);
                break;
            case SendResult.Unknown unknown:
                Log.OutcomeUnknown(logger, store.Value, number.Value, unknown.Reason);
                break;
            default:
                break;
        }
    }

    // Details of errors may quote the recipient: they go into facts, never here.
    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Information, "WhatsApp refused a message of store {Store}, number id {NumberId}: code {Code}")]
        public static partial void Rejected(ILogger logger, string store, string numberId, int code);

        [LoggerMessage(3002, LogLevel.Warning, "The outcome of a message of store {Store}, number id {NumberId} is unknown: {Reason}")]
        public static partial void OutcomeUnknown(ILogger logger, string store, string numberId, string reason);

        [LoggerMessage(3003, LogLevel.Information, "A message to store {Store}, number id {NumberId} could not be marked as read: {Reason}")]
        public static partial void NotMarkedRead(ILogger logger, string store, string numberId, string reason);
    }
}
