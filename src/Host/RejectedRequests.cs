using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;

namespace Niaga.Host;

/// <summary>
/// Requests that the server itself rejects before any middleware sees them (<c>%00</c> in a path, a broken request line): it answers an
/// empty 400 and closes. On its way out that answer gets the code and the sentence every other refusal has.
/// </summary>
internal static class RejectedRequests
{
    public static void Explain(ListenOptions listen, byte[] answer) =>
        listen.Use(next =>
            connection =>
            {
                connection.Transport = new Duplex(connection.Transport.Input, new Output(connection.Transport.Output, answer));
                return next(connection);
            }
        );

    /// <summary>The whole answer as it goes over the line.</summary>
    public static byte[] Answer(TextCatalog texts)
    {
        var refusal = PlatformErrors.Malformed();
        var body = JsonSerializer.Serialize(
            new
            {
                type = "urn:niaga:error:" + refusal.Code,
                title = texts.Get(Language.English, refusal),
                status = refusal.Status,
                code = refusal.Code,
            }
        );
        return Encoding.UTF8.GetBytes(
            "HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nX-Content-Type-Options: nosniff\r\n"
                + $"Connection: close\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"
        );
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Output(PipeWriter inner, byte[] answer) : PipeWriter
    {
        private Memory<byte> memory;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        /// <summary>As the server writes it, and nothing else of ours: every other 400 has a body.</summary>
        private static ReadOnlySpan<byte> Bare => "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n"u8;

        public override Memory<byte> GetMemory(int sizeHint = 0) => memory = inner.GetMemory(Math.Max(sizeHint, answer.Length));

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            if (!memory.Span[..bytes].StartsWith(Bare))
            {
                inner.Advance(bytes);
                return;
            }
            answer.CopyTo(memory);
            inner.Advance(answer.Length);
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            inner.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
    }
}
