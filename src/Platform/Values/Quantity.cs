using System.Globalization;
using System.Text.Json.Serialization;

namespace Niaga.Platform.Values;

/// <summary>How much of something, to three decimals (1.250 kg), held as whole thousandths. Arithmetic never wraps.</summary>
/// <param name="Thousandths">The quantity in thousandths of its unit; negative for what leaves.</param>
[JsonConverter(typeof(QuantityJsonConverter))]
public readonly record struct Quantity(long Thousandths) : IComparable<Quantity>
{
    /// <summary>Largest magnitude read from text: one billion units.</summary>
    public const long MaxParsedThousandths = 1_000_000_000_000;

    public static Quantity Zero => default;

    public static Quantity One => new(1000);

    public bool IsZero => Thousandths == 0;

    public bool IsNegative => Thousandths < 0;

    /// <summary>Whether it counts whole units, as pieces must.</summary>
    public bool IsWhole => Thousandths % 1000 == 0;

    /// <exception cref="OverflowException">More than fits.</exception>
    public static Quantity FromUnits(long units) => new(checked(units * 1000));

    public static Quantity FromThousandths(long thousandths) => new(thousandths);

    /// <summary>
    /// Reads <c>2</c>, <c>0.125</c>, <c>1,250.5</c>, <c>-3</c>; refuses more than three decimals and over a billion.
    /// </summary>
    public static bool TryParse(string? text, out Quantity value)
    {
        var read = FixedPoint.TryParse(text.AsSpan().Trim(), 3, MaxParsedThousandths, grouped: true, out var thousandths);
        value = new Quantity(thousandths);
        return read;
    }

    /// <summary>For trusted text, such as our own files.</summary>
    /// <exception cref="FormatException">Not a quantity.</exception>
    public static Quantity Parse(string? text) => TryParse(text, out var value) ? value : throw new FormatException("Not a quantity.");

    /// <summary>Without trailing zeros, alike for people and machines: <c>2</c>, <c>1.25</c>, <c>-0.125</c>.</summary>
    public override string ToString() => (Thousandths / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    public int CompareTo(Quantity other) => Thousandths.CompareTo(other.Thousandths);

    public static Quantity operator +(Quantity left, Quantity right) => new(checked(left.Thousandths + right.Thousandths));

    public static Quantity operator -(Quantity left, Quantity right) => new(checked(left.Thousandths - right.Thousandths));

    public static Quantity operator -(Quantity quantity) => new(checked(-quantity.Thousandths));

    public static Quantity operator *(Quantity quantity, long times) => new(checked(quantity.Thousandths * times));

    public static bool operator <(Quantity left, Quantity right) => left.Thousandths < right.Thousandths;

    public static bool operator >(Quantity left, Quantity right) => left.Thousandths > right.Thousandths;

    public static bool operator <=(Quantity left, Quantity right) => left.Thousandths <= right.Thousandths;

    public static bool operator >=(Quantity left, Quantity right) => left.Thousandths >= right.Thousandths;
}
