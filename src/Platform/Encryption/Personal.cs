using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Niaga.Platform.Values;

namespace Niaga.Platform.Encryption;

/// <summary>A value about a person, encrypted in the database. It never shows itself: a disclosure opens it.</summary>
public abstract class Personal
{
    private protected Personal() { }

    private protected Personal(byte[] stored, PersonalColumn column, string? row) => (Stored, Column, Row) = (stored, column, row);

    /// <summary>As the database keeps it; null while it is new.</summary>
    internal byte[]? Stored { get; private set; }

    /// <summary>Where it stands; null while it is new.</summary>
    internal PersonalColumn? Column { get; private set; }

    /// <summary>The row's key without its business; null where a query did not say.</summary>
    internal string? Row { get; private set; }

    /// <summary>Whether the value is known: it is new, or was opened.</summary>
    internal abstract bool IsKnown { get; }

    /// <summary>The key of a row as it is bound to a value.</summary>
    internal static string RowOf(Guid id) => id.ToString("N");

    /// <summary>The key of a row of several columns as it is bound to its values; the business is bound besides.</summary>
    internal static string RowOf(IEnumerable<object?> keys) =>
        string.Join(
            ':',
            keys.Where(k => k is not TenantId).Select(k => k is Guid id ? RowOf(id) : Convert.ToString(k, CultureInfo.InvariantCulture))
        );

    internal void In(string row) => Row = row;

    internal void Seal(TenantCipher cipher, PersonalColumn column, string row) =>
        (Stored, Column, Row) = (cipher.Seal(column, row, Bytes()), column, row);

    /// <summary>This value for another place.</summary>
    internal abstract Personal Copy();

    /// <returns>False where it does not open.</returns>
    internal bool Open(TenantCipher cipher)
    {
        if (IsKnown)
            return true;
        if (Row is null)
            throw new InvalidOperationException($"A value of {Column} is opened without its row.");
        if (cipher.Open(Column!, Row, Stored) is not { } bytes)
            return false;

        Read(bytes);
        return true;
    }

    /// <summary>Whether both hold the same, as far as that can be told without opening them, wherever they stand.</summary>
    public abstract bool HoldsSame(Personal? other);

    /// <summary>Whether both hold the same and stand at the same place, where they stand anywhere.</summary>
    public sealed override bool Equals(object? obj) =>
        obj is Personal other
        && (Stored is null || other.Stored is null || (Row == other.Row && Column == other.Column))
        && HoldsSame(other);

    /// <summary>The same for all: a value may be opened, and then equals others than before.</summary>
    public sealed override int GetHashCode() => 0;

    private protected abstract byte[] Bytes();

    private protected abstract void Read(byte[] bytes);

    /// <summary>Nothing of it.</summary>
    public sealed override string ToString() => "•••";
}

/// <inheritdoc/>
/// <typeparam name="T">Text, a date, or what JSON can hold.</typeparam>
[JsonConverter(typeof(NoJson))]
public sealed class Personal<T> : Personal
    where T : notnull
{
    private T? value;
    private bool known;

    private Personal(T value) => (this.value, known) = (value, true);

    private Personal(byte[] stored, PersonalColumn column, string? row)
        : base(stored, column, row) { }

    internal override bool IsKnown => known;

    /// <summary>The value of a new or an opened one.</summary>
    internal T Value => known ? value! : throw new InvalidOperationException($"A value of {Column} is read that nobody opened.");

    /// <summary>A new value: it is encrypted where it is written.</summary>
    public static Personal<T> Of(T value) => new(value);

    internal static Personal<T> FromStored(byte[] stored, PersonalColumn column, string? row = null) => new(stored, column, row);

    internal override Personal Copy() => new Personal<T>(Value);

    /// <inheritdoc/>
    public override bool HoldsSame(Personal? other) =>
        ReferenceEquals(this, other)
        || (
            other is Personal<T> its
            && (
                known && its.known
                    ? EqualityComparer<T>.Default.Equals(value, its.value)
                    : Stored is not null && its.Stored is not null && Stored.AsSpan().SequenceEqual(its.Stored)
            )
        );

    private protected override byte[] Bytes() =>
        Value is string text ? Encoding.UTF8.GetBytes(text) : JsonSerializer.SerializeToUtf8Bytes(Value);

    private protected override void Read(byte[] bytes) =>
        (value, known) = (
            typeof(T) == typeof(string) ? (T)(object)Encoding.UTF8.GetString(bytes) : JsonSerializer.Deserialize<T>(bytes)!,
            true
        );
}

/// <summary>Makes new values.</summary>
public static class PersonalText
{
    /// <summary>A new text; null for none.</summary>
    public static Personal<string>? Of(string? text) => text is null ? null : Personal<string>.Of(text);

    /// <summary>A text as it is written to a row, for statements that write thousands.</summary>
    public static byte[] Stored(TenantCipher cipher, PersonalColumn column, Guid row, string text) =>
        cipher.Seal(column, Personal.RowOf(row), Encoding.UTF8.GetBytes(text));

    /// <summary>As above, for a row whose key is of several columns: all of them but the business, in their order.</summary>
    public static byte[] Stored(TenantCipher cipher, PersonalColumn column, IEnumerable<object?> row, string text) =>
        cipher.Seal(column, Personal.RowOf(row), Encoding.UTF8.GetBytes(text));
}

/// <summary>A value that nobody opened must not slip into an answer, and one that was opened neither.</summary>
internal sealed class NoJson : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => true;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A personal value is disclosed, never serialised.");
}
