using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Niaga.Pictures;

/// <summary>A picture of a record.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Hash">Of its content.</param>
/// <param name="Width" example="1600">Pixels of the large one.</param>
/// <param name="Height" example="1200">Pixels of the large one.</param>
/// <param name="Bytes" example="184320">What it takes of the business's quota.</param>
public sealed record PictureView(Guid Id, Guid Hash, int Width, int Height, long Bytes);

/// <summary>The pictures of a record, the one shown first at the head.</summary>
public sealed record PictureList(IReadOnlyList<PictureView> Items)
{
    /// <summary>What a record's own row may keep, so that lists and tiles show its picture without asking for it; null for none.</summary>
    public Guid? First => Items.Count > 0 ? Items[0].Hash : null;

    /// <summary>Another one after every change.</summary>
    internal uint Version =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Items.SelectMany(p => p.Id.ToByteArray()).ToArray()).AsSpan(0, 4)) | 1;
}
