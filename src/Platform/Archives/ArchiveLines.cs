using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Niaga.Platform.Archives;

/// <summary>Lines of an archive's entry, held against what the manifest says of it.</summary>
internal static class ArchiveLines
{
    /// <summary>More than any row has: a file's bytes are no row.</summary>
    private const int LongestLine = 16 * 1024 * 1024;

    /// <summary>Each line without its end; a line is to be used before the next is asked for.</summary>
    /// <param name="entry">The entry, unpacked.</param>
    /// <param name="expected">What it must come to; looked at while it is read, so that it never goes on for longer.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ArchiveUnusable">It is not what the manifest says.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> Read(
        Stream entry,
        TableInArchive expected,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (rows, bytes) = (0L, 0L);
        var pipe = PipeReader.Create(entry, new(bufferSize: 128 * 1024, leaveOpen: true));
        var line = new ArrayBufferWriter<byte>(1024);
        while (true)
        {
            var read = await Next(pipe, expected, cancel);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                line.ResetWrittenCount();
                foreach (var piece in rest.Slice(0, end))
                    line.Write(piece.Span);
                rest = rest.Slice(rest.GetPosition(1, end));
                (rows, bytes) = (rows + 1, bytes + line.WrittenCount + 1);
                if (rows > expected.Rows || bytes > expected.Bytes)
                    throw new ArchiveUnusable(ArchiveErrors.Changed(expected.Name));
                hash.AppendData(line.WrittenSpan);
                hash.AppendData(ArchiveRows.LineEnd.Span);
                yield return line.WrittenMemory;
            }
            if (rest.Length > LongestLine || (read.IsCompleted && rest.Length > 0))
                throw new ArchiveUnusable(ArchiveErrors.Changed(expected.Name));
            pipe.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
                break;
        }
        if (
            new TableSum(rows, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()))
            != new TableSum(expected.Rows, expected.Bytes, expected.Sha256)
        )
            throw new ArchiveUnusable(ArchiveErrors.Changed(expected.Name));
    }

    private static async ValueTask<ReadResult> Next(PipeReader pipe, TableInArchive expected, CancellationToken cancel)
    {
        try
        {
            return await pipe.ReadAsync(cancel);
        }
        catch (InvalidDataException)
        {
            throw new ArchiveUnusable(ArchiveErrors.Changed(expected.Name));
        }
    }
}
