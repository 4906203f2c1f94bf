using System.Buffers.Binary;

namespace Niaga.Platform.Encryption;

/// <summary>
/// Look-ups without opening anything: a keyed hash of the normalised value. Whoever has the database without the keys learns which rows of
/// one business are equal, and nothing of the value.
/// </summary>
public static class BlindIndex
{
    private const int Length = 16;

    /// <summary>A whole value, such as a phone in E.164: 128 bits, few enough to store and enough to be unique.</summary>
    /// <param name="cipher">Of the business.</param>
    /// <param name="column">The column that holds the hash.</param>
    /// <param name="value">Normalised: the same value must always be written alike.</param>
    public static byte[] Whole(TenantCipher cipher, PersonalColumn column, string value) =>
        cipher.Hash(column, "whole", value, cipher.ActiveIndex)[..Length];

    /// <summary>As <see cref="Whole"/>, by every index key there is: while they rotate, rows of both are found.</summary>
    public static byte[][] AnyWhole(TenantCipher cipher, PersonalColumn column, string value) =>
        [.. cipher.IndexVersions.Select(v => cipher.Hash(column, "whole", value, v)[..Length])];

    /// <summary>A part of a value, such as the start of a word: 64 bits, of which a table of tokens is made.</summary>
    public static long Part(TenantCipher cipher, PersonalColumn column, string part) => Part(cipher, column, part, cipher.ActiveIndex);

    /// <summary>As <see cref="Part(TenantCipher, PersonalColumn, string)"/>, by every index key there is.</summary>
    public static long[] AnyPart(TenantCipher cipher, PersonalColumn column, string part) =>
        [.. cipher.IndexVersions.Select(v => Part(cipher, column, part, v))];

    private static long Part(TenantCipher cipher, PersonalColumn column, string part, int version) =>
        BinaryPrimitives.ReadInt64BigEndian(cipher.Hash(column, "part", part, version));
}
