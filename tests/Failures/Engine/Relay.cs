using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Failures.Engine;

/// <summary>Stands between the engine and PostgreSQL: passes bytes on, and cuts the line or holds answers back when told.</summary>
internal sealed class Relay : IAsyncDisposable
{
    /// <summary>A commit is one batch without a word of its own; what gives it away is a snapshot.</summary>
    private static readonly byte[] Snapshot = Encoding.ASCII.GetBytes("\"deciderVersion\"");

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Link, Task> links = new();
    private readonly int target;
    private readonly Task accepting;
    private int cutsLeft;
    private volatile bool losesTheAnswer;

    public Relay(int target)
    {
        this.target = target;
        listener.Start();
        accepting = Accept();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Each answer of the database comes so much later: a slow disk behind it.</summary>
    public TimeSpan Slow { get; set; }

    /// <summary>Lines that were cut at a commit.</summary>
    public int Cuts { get; private set; }

    /// <summary>The next commits lose their line: before the database has heard them, or after it has carried them out and before the answer.</summary>
    public void CutAtCommits(int count, bool losesTheAnswer)
    {
        this.losesTheAnswer = losesTheAnswer;
        Interlocked.Exchange(ref cutsLeft, count);
    }

    /// <summary>All lines at once, whatever is on them.</summary>
    public void CutAll()
    {
        foreach (var link in links.Keys)
        {
            link.Cut();
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        CutAll();
        await accepting;
        await Task.WhenAll(links.Values);
        listener.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptSocketAsync();
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                near.NoDelay = true;
                var link = new Link(near, far);
                links[link] = Carry(link);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The relay is over.
        }
    }

    private async Task Carry(Link link)
    {
        try
        {
            await link.Far.ConnectAsync(IPAddress.Loopback, target);
            await Task.WhenAny(Up(link), Down(link));
        }
        catch (SocketException)
        {
            // The database is away: so is the line.
        }
        finally
        {
            link.Cut();
            links.TryRemove(link, out _);
        }
    }

    private async Task Up(Link link)
    {
        var buffer = new byte[64 * 1024];
        while (await Receive(link.Near, buffer) is > 0 and var count)
        {
            if (buffer.AsSpan(0, count).IndexOf(Snapshot) >= 0 && Interlocked.Decrement(ref cutsLeft) >= 0)
            {
                Cuts++;
                link.LosesTheAnswer = losesTheAnswer;
                if (!losesTheAnswer)
                {
                    return;
                }
            }

            await Send(link.Far, buffer.AsMemory(0, count));
        }
    }

    private async Task Down(Link link)
    {
        var buffer = new byte[64 * 1024];
        while (await Receive(link.Far, buffer) is > 0 and var count)
        {
            if (Slow > TimeSpan.Zero)
            {
                using var late = new PeriodicTimer(Slow);
                await late.WaitForNextTickAsync();
            }

            if (link.LosesTheAnswer)
            {
                return;
            }

            await Send(link.Near, buffer.AsMemory(0, count));
        }
    }

    private static async Task<int> Receive(Socket from, Memory<byte> buffer)
    {
        try
        {
            return await from.ReceiveAsync(buffer);
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }

    private static async Task Send(Socket to, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            for (var sent = 0; sent < bytes.Length;)
            {
                sent += await to.SendAsync(bytes[sent..]);
            }
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException)
        {
            // Whoever reads the other way sees it.
        }
    }

    private sealed class Link(Socket near, Socket far)
    {
        public Socket Near => near;

        public Socket Far => far;

        public bool LosesTheAnswer { get; set; }

        /// <summary>Without a farewell.</summary>
        public void Cut()
        {
            near.Close(0);
            far.Close(0);
        }
    }
}
