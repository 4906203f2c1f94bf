using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Niaga.Bench;

/// <summary>
/// The load: a few connections, each sending its next request when the last is answered. Plain sockets and prepared bytes, because
/// on a small machine the client's own work would hide the server's.
/// </summary>
internal static class Load
{
    /// <param name="Port">Where to, on this machine.</param>
    /// <param name="Connections">Requests under way at any time.</param>
    /// <param name="Seconds">How long.</param>
    /// <param name="Requests">Whole requests, taken in turn.</param>
    internal sealed record Plan(int Port, int Connections, double Seconds, string[] Requests);

    /// <param name="Requests">Answered with a success.</param>
    /// <param name="Failures">Answered otherwise.</param>
    /// <param name="Seconds">Time it took.</param>
    /// <param name="P50">Median, milliseconds.</param>
    /// <param name="P99">99th percentile, milliseconds.</param>
    internal sealed record Result(long Requests, long Failures, double Seconds, double P50, double P99)
    {
        public double PerSecond => Requests / Seconds;
    }

    /// <summary>The child process: carries out a plan and prints its result.</summary>
    public static async Task<int> Run(string planFile)
    {
        var plan = JsonSerializer.Deserialize<Plan>(await File.ReadAllTextAsync(planFile))!;
        var requests = plan.Requests.Select(Encoding.Latin1.GetBytes).ToArray();
        var turn = -1;
        var until = Stopwatch.GetTimestamp() + (long)(plan.Seconds * Stopwatch.Frequency);
        var started = Stopwatch.GetTimestamp();
        var lines = await Task.WhenAll(
            Enumerable
                .Range(0, plan.Connections)
                .Select(_ =>
                    Task.Run(() => Talk(plan.Port, () => requests[(uint)Interlocked.Increment(ref turn) % (uint)requests.Length], until))
                )
        );
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var times = lines.SelectMany(l => l.Times).Order().ToArray();
        double At(double share) =>
            times.Length == 0 ? 0 : times[Math.Min(times.Length - 1, (int)(times.Length * share))] * 1000.0 / Stopwatch.Frequency;
        Console.WriteLine(JsonSerializer.Serialize(new Result(times.Length, lines.Sum(l => l.Failures), seconds, At(0.5), At(0.99))));
        return 0;
    }

    /// <summary>Starts the child process and waits for its result.</summary>
    public static async Task<Result> Start(Plan plan)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(plan));
            var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
            if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
                start.ArgumentList.Add(typeof(Load).Assembly.Location);
            start.ArgumentList.Add("--load");
            start.ArgumentList.Add(file);
            using var child = Process.Start(start)!;
            var answer = await child.StandardOutput.ReadToEndAsync();
            await child.WaitForExitAsync();
            return JsonSerializer.Deserialize<Result>(answer)!;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private sealed record Line(List<long> Times, long Failures);

    private static async Task<Line> Talk(int port, Func<byte[]> next, long until)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var (times, failures) = (new List<long>(100_000), 0L);
        var buffer = new byte[256 * 1024];
        while (Stopwatch.GetTimestamp() < until)
        {
            var request = next();
            var sent = Stopwatch.GetTimestamp();
            await socket.SendAsync(request);
            if (await Answered(socket, buffer))
                times.Add(Stopwatch.GetTimestamp() - sent);
            else
                failures++;
        }
        return new(times, failures);
    }

    /// <summary>Reads one answer to its end; true for a success.</summary>
    private static async Task<bool> Answered(Socket socket, byte[] buffer)
    {
        var (read, head, length) = (0, -1, 0);
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer.AsMemory(read));
            if (got == 0)
                throw new IOException("The server hung up.");

            read += got;
            if (head < 0)
            {
                head = buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
                if (head < 0)
                    continue;

                length = Length(buffer.AsSpan(0, head));
            }
            var whole = length >= 0 ? read >= head + 4 + length : buffer.AsSpan(0, read).EndsWith("\r\n0\r\n\r\n"u8);
            if (whole)
                return buffer[9] == (byte)'2';
            if (read == buffer.Length)
                throw new IOException("The answer is larger than expected.");
        }
    }

    /// <summary>Content-Length, or -1 for chunks.</summary>
    private static int Length(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
            return -1;

        var rest = head[(at + 16)..];
        var end = rest.IndexOf((byte)'\r');
        return int.Parse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
