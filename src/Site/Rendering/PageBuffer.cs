using System.Buffers;
using System.Text;

namespace Niaga.Site.Rendering;

/// <summary>
/// A page's bytes, gathered in rented memory: the response is handed them once, with their length, not at each of its thousand words.
/// </summary>
internal sealed class PageBuffer : IDisposable
{
    private const int FirstSize = 64 * 1024;

    private byte[] bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int length;

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, length);

    public void Write(string text)
    {
        // Three bytes are the most a UTF-16 unit becomes.
        var most = text.Length * 3;
        if (bytes.Length - length < most)
            Grow(most);
        length += Encoding.UTF8.GetBytes(text, bytes.AsSpan(length));
    }

    public void Write(ReadOnlySpan<byte> utf8)
    {
        if (bytes.Length - length < utf8.Length)
            Grow(utf8.Length);
        utf8.CopyTo(bytes.AsSpan(length));
        length += utf8.Length;
    }

    public void Dispose()
    {
        // What one person's page said must not stand in memory that the next is given.
        bytes.AsSpan(0, length).Clear();
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes.Length * 2, length + more));
        Written.Span.CopyTo(larger);
        bytes.AsSpan(0, length).Clear();
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }
}
