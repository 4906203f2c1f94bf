using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Niaga.Platform.Dependencies;
using Niaga.Platform.Refusals;

namespace Niaga.Platform.Files;

/// <summary>ClamAV's daemon over TCP, by its command INSTREAM. While it is away no file is taken.</summary>
internal sealed class ClamdScanner(IOptions<FileSettings> options, TimeProvider clock, ILogger<ClamdScanner> log) : IVirusScanner
{
    private const int ChunkBytes = 64 * 1024;
    private const int LongestAnswer = 4 * 1024;

    private readonly DependencyHealth server = new(
        new("The virus scanner", options.Value.Scanner.Timeout, Failures: 3, Pause: TimeSpan.FromSeconds(5)),
        clock,
        log
    );

    public async Task<Refusal?> Refuse(ReadOnlyMemory<byte> content, string field, CancellationToken cancel)
    {
        string answer;
        try
        {
            answer = await server.Call(limited => Ask(content, limited), e => e is SocketException or IOException, cancel);
        }
        catch (DependencyUnavailableException)
        {
            return PlatformErrors.ScannerAway();
        }
        return answer.EndsWith("FOUND", StringComparison.Ordinal) ? PlatformErrors.FileInfected(field) : null;
    }

    private async Task<string> Ask(ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(options.Value.Scanner.Host!, options.Value.Scanner.Port, cancel);
        await using var stream = client.GetStream();
        await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), cancel);
        var length = new byte[4];
        for (var at = 0; at < content.Length; at += ChunkBytes)
        {
            var chunk = content.Slice(at, Math.Min(ChunkBytes, content.Length - at));
            BinaryPrimitives.WriteInt32BigEndian(length, chunk.Length);
            await stream.WriteAsync(length, cancel);
            await stream.WriteAsync(chunk, cancel);
        }
        await stream.WriteAsync(new byte[4], cancel);
        var answer = await Answer(stream, cancel);
        // Anything but a verdict, such as a size limit of the daemon, means that nobody looked.
        return answer.EndsWith("OK", StringComparison.Ordinal) || answer.EndsWith("FOUND", StringComparison.Ordinal)
            ? answer
            : throw new IOException("The scanner gave no verdict.");
    }

    private static async Task<string> Answer(NetworkStream stream, CancellationToken cancel)
    {
        var answer = new byte[LongestAnswer];
        var length = 0;
        while (length < answer.Length && (length == 0 || answer[length - 1] != 0))
        {
            var read = await stream.ReadAsync(answer.AsMemory(length), cancel);
            if (read == 0)
                break;

            length += read;
        }
        return Encoding.UTF8.GetString(answer, 0, length).TrimEnd('\0', '\n', ' ');
    }
}
