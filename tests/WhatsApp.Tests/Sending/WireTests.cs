using System.Net;
using System.Net.Sockets;
using System.Text;
using Conversations.Actors;
using Conversations.Messages;
using Conversations.WhatsApp.Sending;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Conversations.WhatsApp.Tests.Sending;

/// <summary>Over a real socket: what the HTTP stack itself does with a POST whose connection breaks.</summary>
public sealed class WireTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HttpClient _http = CloudApi.CreateClient();
    private int _requests;

    public WireTests() => _listener.Start();

    [Fact]
    public async Task A_kept_connection_that_is_cut_after_the_request_does_not_repeat_it()
    {
        var serving = Serve(answered: 1);
        var api = Api(TimeSpan.FromSeconds(10));
        (await Send(api)).ShouldBeOfType<SendResult.Accepted>();
        (await Send(api)).ShouldBeOfType<SendResult.Unknown>();
        _listener.Stop();
        await serving;
        _requests.ShouldBe(2);
    }

    [Fact]
    public async Task A_fresh_connection_that_is_cut_after_the_request_does_not_repeat_it()
    {
        var serving = Serve(answered: 0);
        (await Send(Api(TimeSpan.FromSeconds(10)))).ShouldBeOfType<SendResult.Unknown>();
        _listener.Stop();
        await serving;
        _requests.ShouldBe(1);
    }

    [Fact]
    public async Task No_answer_in_time_leaves_the_outcome_unknown() =>
        // Connections are queued by the operating system and nobody answers.
        (await Send(Api(TimeSpan.FromMilliseconds(200)))).ShouldBe(new SendResult.Unknown("no answer in time"));

    [Fact]
    public async Task A_refused_connection_may_be_tried_again()
    {
        var api = Api(TimeSpan.FromSeconds(10));
        _listener.Stop();
        (await Send(api)).ShouldBeOfType<SendResult.Rejected>().Code.ShouldBe(ErrorReactions.NoConnection);
    }

    [Fact]
    public async Task Stopping_while_the_answer_is_awaited_leaves_the_outcome_unknown()
    {
        using var stopping = new CancellationTokenSource();
        var sending = Api(TimeSpan.FromSeconds(10)).Send(Calls.Store, Calls.Send(new OutboundMessage.Text("x")), stopping.Token);
        using var connection = await _listener.AcceptTcpClientAsync();
        await stopping.CancelAsync();
        (await sending).ShouldBe(new SendResult.Unknown("stopped while waiting for the answer"));
        await Should.ThrowAsync<OperationCanceledException>(() => Api(TimeSpan.FromSeconds(10)).Send(Calls.Store, Calls.Send(new OutboundMessage.Text("x")), stopping.Token));
    }

    public void Dispose()
    {
        _http.Dispose();
        _listener.Dispose();
    }

    private CloudApi Api(TimeSpan timeout)
    {
        var options = Calls.Options();
        options.GraphUrl = new Uri($"http://{_listener.LocalEndpoint}/graph");
        options.Timeout = timeout;
        return new CloudApi(_http, options, NullLogger<CloudApi>.Instance);
    }

    private static Task<SendResult> Send(CloudApi api) => api.Send(Calls.Store, Calls.Send(new OutboundMessage.Text("x")), CancellationToken.None);

    // Answers so many requests, then takes one whole and hangs up.
    private async Task Serve(int answered)
    {
        try
        {
            while (true)
            {
                using var connection = await _listener.AcceptTcpClientAsync();
                var stream = connection.GetStream();
                while (await ReadRequest(stream))
                {
                    if (Interlocked.Increment(ref _requests) > answered)
                    {
                        break;
                    }

                    const string Body = """{"messages":[{"id":"wamid.1"}]}""";
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"));
                }
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was stopped.
        }
    }

    private static async Task<bool> ReadRequest(NetworkStream stream)
    {
        var received = new StringBuilder();
        var buffer = new byte[8192];
        while (true)
        {
            var count = await stream.ReadAsync(buffer);
            if (count == 0)
            {
                return false;
            }

            received.Append(Encoding.UTF8.GetString(buffer, 0, count));
            var text = received.ToString();
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
            {
                continue;
            }

            var length = text.Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(line => int.Parse(line[15..])).Single();
            if (text.Length - end - 4 >= length)
            {
                return true;
            }
        }
    }
}
