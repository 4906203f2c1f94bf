using System.Net;
using System.Net.Sockets;

namespace Niaga.Platform.Tests.Dependencies;

/// <summary>A server on loopback that goes away, hangs and comes back, always at the same port.</summary>
internal sealed class TestTcpServer : IAsyncDisposable
{
    private readonly Func<Stream, CancellationToken, Task> answer;
    private CancellationTokenSource end = new();
    private TcpListener? listener;
    private int connections;

    public TestTcpServer(Func<Stream, CancellationToken, Task> answer)
    {
        this.answer = answer;
        // The port is taken once and given back: nobody listens until it starts.
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        Port = ((IPEndPoint)free.LocalEndpoint).Port;
    }

    public int Port { get; }

    /// <summary>Takes connections and says nothing.</summary>
    public bool Silent { get; set; }

    public int Connections => Volatile.Read(ref connections);

    public void Start()
    {
        end = new();
        listener = new(IPAddress.Loopback, Port) { ExclusiveAddressUse = false };
        listener.Start();
        _ = Accept(listener, end.Token);
    }

    public async Task Stop()
    {
        await end.CancelAsync();
        listener?.Dispose();
        listener = null;
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        end.Dispose();
    }

    private async Task Accept(TcpListener from, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                var client = await from.AcceptTcpClientAsync(cancel);
                Interlocked.Increment(ref connections);
                _ = Serve(client, cancel);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task Serve(TcpClient client, CancellationToken cancel)
    {
        using (client)
        {
            try
            {
                if (Silent)
                    await Task.Delay(Timeout.Infinite, cancel);
                await answer(client.GetStream(), cancel);
            }
            catch (Exception e)
                when (e is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
            {
                // The other side gave up, or this one was stopped.
            }
        }
    }
}
