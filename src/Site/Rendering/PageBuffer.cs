using System.Buffers;
using System.Text;

namespace Niaga.Site.Rendering;

/// <summary>
/// A page's bytes, gathered in rented memory: the response is handed them once, with their length, not at each of its thousand words.
/// </summary>
internal sealed class PageBuffer : IDisposable
{
    private const int FirstSize = 64 * 1024;

    // The most a UTF-16 unit becomes.
    private const int MostBytes = 3;

    private byte[] bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int length;

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, length);

    public void Write(string text)
    {
        Reserve(text.Length * MostBytes);
        Put(text);
    }

    public void Write(ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(bytes.AsSpan(length));
        length += utf8.Length;
    }

    /// <summary>&lt;name</summary>
    public void Open(string name)
    {
        Reserve(1 + name.Length * MostBytes);
        bytes[length++] = (byte)'<';
        Put(name);
    }

    /// <summary>&lt;/name&gt;</summary>
    public void Close(string name)
    {
        Reserve(3 + name.Length * MostBytes);
        bytes[length++] = (byte)'<';
        bytes[length++] = (byte)'/';
        Put(name);
        bytes[length++] = (byte)'>';
    }

    /// <summary>An attribute that stands by its name alone.</summary>
    public void Attribute(string name)
    {
        Reserve(1 + name.Length * MostBytes);
        bytes[length++] = (byte)' ';
        Put(name);
    }

    /// <param name="name">Its name.</param>
    /// <param name="encoded">Its value, encoded.</param>
    public void Attribute(string name, string encoded)
    {
        Reserve(4 + (name.Length + encoded.Length) * MostBytes);
        bytes[length++] = (byte)' ';
        Put(name);
        bytes[length++] = (byte)'=';
        bytes[length++] = (byte)'"';
        Put(encoded);
        bytes[length++] = (byte)'"';
    }

    public void Dispose()
    {
        // What one person's page said must not stand in memory that the next is given.
        bytes.AsSpan(0, length).Clear();
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
    }

    private void Put(string text) => length += Encoding.UTF8.GetBytes(text, bytes.AsSpan(length));

    private void Reserve(int more)
    {
        if (bytes.Length - length < more)
            Grow(more);
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
