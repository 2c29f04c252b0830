using System.Net;
using System.Text;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace Conversations.WhatsApp.Tests.Sending;

/// <summary>Builds messages and plays the Graph API.</summary>
internal static class Calls
{
    public static readonly StoreId Store = new("demo");

    public static readonly NumberId Number = new("100000000000001");

    public static Effect.Send Send(OutboundMessage message, string? phone = "+33612345678", string? bsuid = null, string? replyTo = null) =>
        new("t1", 1, Number, phone, bsuid, message, Purpose.Marketing, replyTo, TimeSpan.FromHours(12), "demo/c1/t1/1");

    public static OutboundMessage.Template Template(TemplateCategory category, params TemplateComponent[] components) =>
        new("cart_reminder", "fr", category, [.. components], "Bonjour", []);

    public static TemplateComponent Body(params TemplateParameter[] parameters) => new() { Type = "body", Parameters = [.. parameters] };

    public static TemplateComponent Button(string subType, int index, TemplateParameter parameter) =>
        new() { Type = "button", SubType = subType, Index = index, Parameters = [parameter] };

    public static TemplateParameter Text(string text, string? name = null) => new() { Type = "text", Text = text, Name = name };

    public static TemplateParameter Payload(string payload) => new() { Type = "payload", Text = payload };

    public static WhatsAppOptions Options(bool marketing = false)
    {
        var options = new WhatsAppOptions { GraphUrl = new Uri("http://127.0.0.1:1/graph/"), Timeout = TimeSpan.FromSeconds(10) };
        var store = new WhatsAppStoreOptions { AccessToken = "token-1", VerifyToken = "v", BusinessAccountId = "200000000000001" };
        store.AppSecrets.Add("demo-app-secret");
        store.Numbers.Add(new WhatsAppNumberOptions { Id = Number.Value, MarketingMessages = marketing });
        options.Stores["demo"] = store;
        return options;
    }
}

/// <summary>Answers each call in turn and keeps what was asked.</summary>
internal sealed class GraphPlayer(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
{
    private readonly Queue<Func<HttpResponseMessage>> _answers = new(answers);

    public List<(HttpMethod Method, string Url, string? Token, string Body)> Asked { get; } = [];

    public static Func<HttpResponseMessage> Accepts(string wamid = "wamid.1") => Json(HttpStatusCode.OK,
        $$"""{"messaging_product":"whatsapp","contacts":[{"input":"+33612345678","wa_id":"33612345678"}],"messages":[{"id":"{{wamid}}"}]}""");

    public static Func<HttpResponseMessage> Refuses(int code, HttpStatusCode status = HttpStatusCode.BadRequest) => Json(status,
        $$"""{"error":{"message":"(#{{code}}) refused","type":"OAuthException","code":{{code}},"error_data":{"details":"because"} } }""");

    public static Func<HttpResponseMessage> Json(HttpStatusCode status, string body) =>
        () => new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Asked.Add((request.Method, request.RequestUri!.ToString(), request.Headers.Authorization?.Parameter, body));
        _answers.TryDequeue(out var answer).ShouldBeTrue("the Graph API was called more often than expected");
        return answer!();
    }
}

/// <summary>Keeps what was logged.</summary>
internal sealed class LogKeeper<T> : ILogger<T>
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add($"{formatter(state, exception)} {exception}");
}
