using Niaga.Platform.Files;
using Niaga.Platform.Refusals;

namespace Niaga.Pictures;

/// <summary>
/// Takes in a picture from outside: bounded in bytes, told by its bytes, scanned, bounded in pixels, drawn anew. Before any transaction,
/// for all of it takes time.
/// </summary>
public sealed class PictureReader(IVirusScanner scanner) : IDisposable
{
    public const int MostMegabytes = 15;

    /// <summary>The input's field a picture comes in.</summary>
    internal const string Field = "File";

    internal const int MostBytes = MostMegabytes * 1024 * 1024;

    /// <summary>One may take 160 MB while it is unpacked.</summary>
    private const int MostAtOnce = 2;

    private const int MostWaiting = 16;

    private readonly SemaphoreSlim turns = new(MostAtOnce);
    private int waiting;

    /// <param name="content">What came; never read beyond the limit.</param>
    /// <param name="length">Its length where the sender said so.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<Outcome<ReadPicture>> Read(Stream content, long? length, CancellationToken cancel)
    {
        if (length > MostBytes)
            return PictureErrors.TooLarge();
        var bytes = await Bounded(content, cancel);
        if (bytes.Length > MostBytes)
            return PictureErrors.TooLarge();
        if (Refuse(bytes.Span) is { } wrong)
            return wrong;
        if (await scanner.Refuse(bytes, Field, cancel) is { } found)
            return found;

        if (Interlocked.Increment(ref waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref waiting);
            return PlatformErrors.Overloaded();
        }
        try
        {
            await turns.WaitAsync(cancel);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
        try
        {
            return DecodedPicture.Read(bytes.Span);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <summary>Told by the first bytes, whatever the file is called.</summary>
    private static Refusal? Refuse(ReadOnlySpan<byte> content) =>
        content switch
        {
            [] => PlatformErrors.FileEmpty(Field),
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => null,
            [0xFF, 0xD8, 0xFF, ..] => null,
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => null,
            [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'h', (byte)'e', ..] => PictureErrors.Heic(),
            [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'m', (byte)'i' or (byte)'s', _, (byte)'1', ..] =>
                PictureErrors.Heic(),
            _ => PictureErrors.NotReadable(),
        };

    private static async Task<ReadOnlyMemory<byte>> Bounded(Stream content, CancellationToken cancel)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while (kept.Length <= MostBytes && (read = await content.ReadAsync(buffer, cancel)) > 0)
            kept.Write(buffer, 0, read);
        return kept.GetBuffer().AsMemory(0, (int)kept.Length);
    }

    public void Dispose() => turns.Dispose();
}
