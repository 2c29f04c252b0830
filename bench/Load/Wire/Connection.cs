using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Conversations.Load.Wire;

/// <summary>One kept-alive HTTP/1.1 connection that knows just enough to be cheap: the driver shares its processors with what it measures.</summary>
internal sealed class Connection : IDisposable
{
    private readonly byte[] buffer = new byte[256 * 1024];
    private int read;

    public Connection(int port)
    {
        Socket.Connect(IPAddress.Loopback, port);
    }

    public Socket Socket { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>The timestamp from which the time of the request under way counts.</summary>
    public long From { get; private set; }

    /// <summary>Sends a whole request.</summary>
    public void Send(ReadOnlySpan<byte> request, long from)
    {
        From = from;
        read = 0;
        while (!request.IsEmpty)
        {
            request = request[Socket.Send(request)..];
        }
    }

    /// <summary>Reads what is there of the answer: its status once it is whole, else null.</summary>
    public int? Receive()
    {
        var got = Socket.Receive(buffer.AsSpan(read));
        read += got;
        return got == 0 ? throw new IOException($"The server closed the connection: {Said}") : Status(buffer.AsSpan(0, read));
    }

    /// <summary>The beginning of what came.</summary>
    public string Said => Encoding.UTF8.GetString(buffer, 0, Math.Min(read, 1000));

    public void Dispose() => Socket.Dispose();

    private static int? Status(ReadOnlySpan<byte> read)
    {
        var head = read.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return null;
        }

        var status = Utf8Parser.TryParse(read[9..12], out int code, out _) ? code : 0;
        if (read[..head].IndexOf("Content-Length: "u8) is var at and >= 0 && Utf8Parser.TryParse(read[(at + 16)..], out int length, out _))
        {
            return read.Length - head - 4 >= length ? status : null;
        }

        // Chunked: the answers asked for here are small, and their end is this.
        return read.EndsWith("0\r\n\r\n"u8) ? status : null;
    }
}
