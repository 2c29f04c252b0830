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

    private readonly string folder = Directory.CreateTempSubdirectory("conversations-api-").FullName;
    private WebApplication? app;

    public HttpClient Http { get; } = new();

    public virtual string ConnectionString => $"Data Source={folder}/demo.db";

    public async Task InitializeAsync()
    {
        app = await Program.Build(["--environment", "Development", "--urls", "http://127.0.0.1:0", "--Storage:ConnectionString", ConnectionString]);
        await app.StartAsync();
        Http.BaseAddress = app.Services.GetRequiredService<Hosting.OwnAddress>().Url;
        Http.DefaultRequestHeaders.Authorization = new("Bearer", "demo-key");
        await Post("/simulator/reset", new { now = Monday });
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await app!.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public async Task<JsonElement> Get(string path) => JsonElement.Parse(await Http.GetStringAsync(new Uri(path, UriKind.Relative)));

    public async Task<JsonElement> Post(string path, object body)
    {
        using var answer = await Http.PostAsJsonAsync(path, body);
        return JsonElement.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
    }

    public async Task<JsonElement> Events(params object[] events) => (await Post("/v1/stores/demo/events", events)).GetProperty("results");

    /// <summary>Changes a stored snapshot behind the engine's back.</summary>
    public async Task Tamper(string customer, string from, string to)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var change = connection.CreateCommand();
        change.CommandText = "update snapshots set snapshot = replace(snapshot, $from, $to) where customer = $customer";
        change.Parameters.AddWithValue("$from", from);
        change.Parameters.AddWithValue("$to", to);
        change.Parameters.AddWithValue("$customer", customer);
        (await change.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    public Task<JsonElement> Advance(string duration) => Post("/simulator/clock", new { advance = duration });
}
