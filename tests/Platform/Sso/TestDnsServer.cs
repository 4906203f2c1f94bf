using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Niaga.Platform.Tests.Sso;

/// <summary>
/// A name server on loopback that knows the text records a test sets, and nothing else (RFC 1035, as much of it as that takes).
/// </summary>
internal sealed class TestDnsServer : IAsyncDisposable
{
    private readonly UdpClient socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource end = new();
    private readonly Task answering;
    private int questions;

    public TestDnsServer() => answering = Answer();

    public string Address => socket.Client.LocalEndPoint!.ToString()!;

    public ConcurrentDictionary<string, string[]> Texts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names it cannot find out about (SERVFAIL), as a resolver whose own is away.</summary>
    public ConcurrentDictionary<string, bool> Failing { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How often it was asked, answered or not.</summary>
    public int Questions => Volatile.Read(ref questions);

    /// <summary>Answers nobody.</summary>
    public bool Silent { get; set; }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await answering;
        socket.Dispose();
        end.Dispose();
    }

    private async Task Answer()
    {
        try
        {
            while (true)
            {
                var asked = await socket.ReceiveAsync(end.Token);
                Interlocked.Increment(ref questions);
                if (!Silent)
                    await socket.SendAsync(Reply(asked.Buffer), asked.RemoteEndPoint, end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private byte[] Reply(byte[] asked)
    {
        var (name, after) = Name(asked);
        var question = asked[12..(after + 4)];
        var texts = Texts.GetValueOrDefault(name, []);
        using var reply = new MemoryStream();
        reply.Write(asked, 0, 2);
        // An answer, recursion available; "no such name" where nothing is known.
        Word(
            reply,
            (ushort)(
                0x8180
                | (
                    Failing.ContainsKey(name) ? 2
                    : texts.Length == 0 ? 3
                    : 0
                )
            )
        );
        Word(reply, 1);
        Word(reply, (ushort)texts.Length);
        Word(reply, 0);
        Word(reply, 0);
        reply.Write(question);
        foreach (var text in texts)
        {
            var bytes = Encoding.ASCII.GetBytes(text);
            Word(reply, 0xC00C);
            Word(reply, 16);
            Word(reply, 1);
            Word(reply, 0);
            Word(reply, 60);
            Word(reply, (ushort)(bytes.Length + 1));
            reply.WriteByte((byte)bytes.Length);
            reply.Write(bytes);
        }
        return reply.ToArray();
    }

    private static (string Name, int After) Name(byte[] message)
    {
        var labels = new List<string>();
        var at = 12;
        while (message[at] != 0)
        {
            labels.Add(Encoding.ASCII.GetString(message, at + 1, message[at]));
            at += message[at] + 1;
        }
        return (string.Join('.', labels), at + 1);
    }

    private static void Word(MemoryStream to, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        to.Write(bytes);
    }
}
