using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Conversations.Load.Wire;

/// <summary>One kept-alive HTTP/1.1 connection that knows just enough to be cheap: the driver shares its processors with what it measures.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[256 * 1024];

    public static async Task<Connection> Open(int port, CancellationToken cancellationToken)
    {
        var connection = new Connection();
        await connection.socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
        return connection;
    }

    /// <summary>Sends a whole request and reads its whole answer. The body stays valid until the next call.</summary>
    public async ValueTask<(int Status, ReadOnlyMemory<byte> Body)> Call(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        for (var sent = 0; sent < request.Length;)
        {
            sent += await socket.SendAsync(request[sent..], cancellationToken);
        }

        var read = 0;
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer.AsMemory(read), cancellationToken);
            if (got == 0)
            {
                throw new IOException($"The server closed the connection after {read} bytes: {System.Text.Encoding.UTF8.GetString(buffer, 0, Math.Min(read, 1000))}");
            }

            read += got;
            if (WholeAnswer(buffer.AsSpan(0, read)) is { } answer)
            {
                return (answer.Status, buffer.AsMemory(answer.Start, answer.Length));
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private static (int Status, int Start, int Length)? WholeAnswer(ReadOnlySpan<byte> read)
    {
        var head = read.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return null;
        }

        var status = Utf8Parser.TryParse(read[9..12], out int code, out _) ? code : 0;
        var start = head + 4;
        var length = read[..head].IndexOf("Content-Length: "u8) is var at and >= 0 && Utf8Parser.TryParse(read[(at + 16)..], out int known, out _) ? known : -1;
        if (length >= 0)
        {
            return read.Length - start >= length ? (status, start, length) : null;
        }

        // Chunked: the answers asked for here are small, and their end is this.
        return read.EndsWith("0\r\n\r\n"u8) ? (status, start, read.Length - start) : null;
    }
}
