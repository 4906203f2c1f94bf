using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace Niaga.Identity.Passwords;

/// <summary>
/// The operator's file of stolen passwords, as Have I Been Pwned gives it out: a line "SHA-1:count" for each, ordered by hash.
/// Searched where it lies, by halving, so that its 40 GB take no memory; nothing leaves the machine.
/// </summary>
internal sealed class BreachedPasswords : IDisposable
{
    private const int HashLength = 40;

    /// <summary>Longer than any line: a hash, a colon, a count, a line end.</summary>
    private const int MostLine = 64;

    private readonly SafeFileHandle? file;
    private readonly long length;

    public BreachedPasswords(IOptions<PasswordSettings> options)
    {
        if (options.Value.BreachedFile is not { Length: > 0 } path)
            return;

        file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
        length = RandomAccess.GetLength(file);
    }

    public bool Hold(string password)
    {
        if (file is null)
            return false;
#pragma warning disable CA5350 // The list names passwords by SHA-1; nothing is protected by it.
        Span<char> hash = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password))).ToCharArray();
#pragma warning restore CA5350
        // Both ends stand at the start of a line, or at the end of the file.
        var (low, high) = (0L, length);
        while (low < high)
        {
            var (start, next, line) = LineAt(low + ((high - low) / 2), low);
            var order = Compare(line, hash);
            if (order == 0)
                return true;
            if (order < 0)
                low = next;
            else
                high = start;
        }
        return false;
    }

    public void Dispose() => file?.Dispose();

    /// <summary>
    /// The line that holds the byte at <paramref name="position"/>, looking back no further than <paramref name="least"/>.
    /// </summary>
    private (long Start, long Next, byte[] Hash) LineAt(long position, long least)
    {
        var from = Math.Max(least, position - MostLine);
        Span<byte> around = stackalloc byte[2 * MostLine];
        around = around[..RandomAccess.Read(file!, around, from)];
        var at = (int)(position - from);
        var start = around[..at].LastIndexOf((byte)'\n') + 1;
        var end = around[start..].IndexOf((byte)'\n');
        if ((end < 0 && from + around.Length < length) || (start == 0 && from > least))
            throw new InvalidDataException("The file of stolen passwords has a line that is too long to be one.");

        return (
            from + start,
            end < 0 ? length : from + start + end + 1,
            around.Slice(start, Math.Min(HashLength, around.Length - start)).ToArray()
        );
    }

    private static int Compare(ReadOnlySpan<byte> line, ReadOnlySpan<char> hash)
    {
        for (var i = 0; i < line.Length; i++)
        {
            var order = char.ToUpperInvariant((char)line[i]).CompareTo(hash[i]);
            if (order != 0)
                return order;
        }
        return line.Length - hash.Length;
    }
}
