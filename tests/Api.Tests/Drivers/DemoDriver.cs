using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests.Drivers;

/// <summary>The real demo on a free port with a database of its own.</summary>
public class DemoDriver : IAsyncLifetime
{
    public const string Monday = "2026-11-23T10:00:00Z";
    public const string Store = "/v1/stores/demo";

    private readonly string folder = Directory.CreateTempSubdirectory("conversations-api-").FullName;
    private readonly HttpClient bare = new(Way());

    /// <summary>With the demo's key.</summary>
    public HttpClient Http { get; private set; } = new(Way());

    /// <summary>How the program starts; the tests of the cluster put theirs here, and run the same scenarios.</summary>
    public static Func<string[], Task<WebApplication>> Begin { get; set; } = static args => Program.Build(args);

    /// <summary>How requests go to it.</summary>
    public static Func<HttpMessageHandler> Way { get; set; } = static () => new SocketsHttpHandler();

    public WebApplication App { get; private set; } = null!;

    public virtual string ConnectionString => $"Data Source={folder}/demo.db";

    /// <summary>Further settings of the program.</summary>
    protected virtual IEnumerable<string> Settings => [];

    protected virtual string EnvironmentName => "Development";

    public virtual async Task InitializeAsync()
    {
        await Start();
        await Reset();
    }

    public virtual async Task DisposeAsync()
    {
        await Stop();
        Http.Dispose();
        bare.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    public async Task Start()
    {
        App = await Begin(["--environment", EnvironmentName, "--urls", "http://127.0.0.1:0", "--Storage:ConnectionString", ConnectionString, .. Settings]);
        await App.StartAsync();
        Http.Dispose();
        Http = new HttpClient(Way()) { BaseAddress = App.Services.GetRequiredService<Hosting.OwnAddress>().Url };
        Http.DefaultRequestHeaders.Authorization = new("Bearer", "demo-key");
    }

    public async Task Stop()
    {
        await App.StopAsync();
        await App.DisposeAsync();
    }

    public Task Reset(string now = Monday) => Post("/simulator/reset", new { now });

    public async Task<JsonElement> Get(string path) => JsonElement.Parse(await Http.GetStringAsync(new Uri(path, UriKind.Relative)));

    public async Task<JsonElement> Post(string path, object body)
    {
        using var answer = await Http.PostAsJsonAsync(path, body);
        return JsonElement.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
    }

    /// <summary>Any request, with whatever comes back. A body that is text goes as it is; <paramref name="key"/> null: without one.</summary>
    public async Task<Answer> Send(string method, string path, object? body = null, string? key = "demo-key", string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Http.BaseAddress!, path));
        request.Headers.Authorization = key is null ? null : new("Bearer", key);
        request.Content = body switch
        {
            null => null,
            byte[] bytes => new ByteArrayContent(bytes),
            string text => new StringContent(text),
            _ => JsonContent.Create(body),
        };
        if (request.Content is not null)
        {
            request.Content.Headers.ContentType = contentType.Length == 0 ? null : System.Net.Http.Headers.MediaTypeHeaderValue.Parse(contentType);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await bare.SendAsync(request);
        return await Answer.Of(answer);
    }

    public async Task<JsonElement> Events(params object[] events) => (await Post($"{Store}/events", events)).GetProperty("results");

    /// <summary>The customer of an accepted event.</summary>
    public async Task<string> Take(object happened)
    {
        var result = (await Events(happened))[0];
        return result.GetProperty("customerId").GetString() ?? throw new InvalidOperationException(result.GetRawText());
    }

    /// <summary>What is on the phone, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> Phone(string phone) => [.. (await Get($"/simulator/phones/{Uri.EscapeDataString(phone)}/messages")).EnumerateArray()];

    /// <summary>What the store wrote to the phone.</summary>
    public async Task<IReadOnlyList<JsonElement>> Received(string phone) => [.. (await Phone(phone)).Where(static message => message.GetProperty("direction").GetString() == "out")];

    public async Task Says(string phone, string text)
    {
        using var said = await Http.PostAsJsonAsync($"/simulator/phones/{Uri.EscapeDataString(phone)}/messages", new { text });
        said.EnsureSuccessStatusCode();
    }

    public Task<JsonElement> Advance(string duration) => Post("/simulator/clock", new { advance = duration });

    /// <summary>Changes a stored snapshot behind the engine's back.</summary>
    public async Task Tamper(string customer, string from, string to)
    {
        (await Sql("update snapshots set snapshot = replace(snapshot, $from, $to) where customer = $customer", ("$from", from), ("$to", to), ("$customer", customer))).ShouldBe(1);
    }

    /// <summary>A statement past the engine; answers how many rows it changed.</summary>
    public async Task<int> Sql(string statement, params (string Name, string Value)[] values)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return await command.ExecuteNonQueryAsync();
    }
}
