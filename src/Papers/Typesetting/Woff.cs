using System.Buffers.Binary;
using System.IO.Compression;

namespace Niaga.Papers.Typesetting;

/// <summary>A font as it is packed for the web (WOFF 1.0), unpacked: neither the shaper nor the PDF takes it packed.</summary>
internal static class Woff
{
    private const uint Signature = 0x774F4646;
    private const int Header = 44;
    private const int PackedEntry = 20;
    private const int Entry = 16;

    /// <returns>The font's tables as an OpenType file; <paramref name="file"/> itself where it is one.</returns>
    public static byte[] Unpack(byte[] file)
    {
        if (BinaryPrimitives.ReadUInt32BigEndian(file) != Signature)
            return file;

        var tables = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(12));
        var font = new byte[BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16))];
        WriteHeader(font, file.AsSpan(4, 4), tables);
        var at = 12 + Entry * tables;
        for (var i = 0; i < tables; i++)
        {
            var packed = file.AsSpan(Header + PackedEntry * i, PackedEntry);
            var entry = font.AsSpan(12 + Entry * i, Entry);
            var (from, size, length) = (Read(packed, 4), Read(packed, 8), Read(packed, 12));
            packed[..4].CopyTo(entry);
            packed[16..].CopyTo(entry[4..]);
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], at);
            BinaryPrimitives.WriteInt32BigEndian(entry[12..], length);
            if (size == length)
                file.AsSpan(from, length).CopyTo(font.AsSpan(at));
            else
                Inflate(file, from, size, font.AsSpan(at, length));
            at += (length + 3) & ~3;
        }
        return font;
    }

    private static int Read(Span<byte> entry, int at) => BinaryPrimitives.ReadInt32BigEndian(entry[at..]);

    private static void Inflate(byte[] file, int from, int size, Span<byte> to)
    {
        using var inflated = new ZLibStream(new MemoryStream(file, from, size), CompressionMode.Decompress);
        inflated.ReadExactly(to);
    }

    /// <summary>The search fields are those of the OpenType specification's table directory.</summary>
    private static void WriteHeader(Span<byte> font, ReadOnlySpan<byte> flavour, ushort tables)
    {
        var exponent = (int)Math.Log2(tables);
        var range = (ushort)((1 << exponent) * Entry);
        flavour.CopyTo(font);
        BinaryPrimitives.WriteUInt16BigEndian(font[4..], tables);
        BinaryPrimitives.WriteUInt16BigEndian(font[6..], range);
        BinaryPrimitives.WriteUInt16BigEndian(font[8..], (ushort)exponent);
        BinaryPrimitives.WriteUInt16BigEndian(font[10..], (ushort)(tables * Entry - range));
    }
}
