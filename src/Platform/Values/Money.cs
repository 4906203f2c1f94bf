using System.Globalization;
using System.Text.Json.Serialization;

namespace Niaga.Platform.Values;

/// <summary>An amount in Malaysian ringgit (MYR), held as whole sen. Arithmetic never rounds silently and never wraps.</summary>
/// <param name="Sen">The amount in sen; negative for what is given back.</param>
[JsonConverter(typeof(MoneyJsonConverter))]
public readonly record struct Money(long Sen) : IComparable<Money>
{
    /// <summary>Largest magnitude read from text: RM 10 billion. More is a slip of the finger.</summary>
    public const long MaxParsedSen = 1_000_000_000_000;

    public static Money Zero => default;

    public bool IsZero => Sen == 0;

    public bool IsNegative => Sen < 0;

    public static Money FromSen(long sen) => new(sen);

    /// <exception cref="OverflowException">More than fits.</exception>
    public static Money FromRinggit(long ringgit) => new(checked(ringgit * 100));

    /// <summary>
    /// Reads what a person types: <c>1234.5</c>, <c>1,234.50</c>, <c>RM 1,234.50</c>, <c>-RM5</c>, <c>RM-5</c>.
    /// Refuses more than two decimals, misplaced commas and magnitudes over RM 10 billion.
    /// </summary>
    public static bool TryParse(string? text, out Money value)
    {
        value = default;
        var rest = text.AsSpan().Trim();
        if (rest.Length is 0 or > FixedPoint.MaxLength)
            return false;

        var negative = rest[0] == '-' && rest[1..].TrimStart().StartsWith("RM", StringComparison.OrdinalIgnoreCase);
        if (negative)
            rest = rest[1..].TrimStart();
        if (rest.StartsWith("RM", StringComparison.OrdinalIgnoreCase))
            rest = rest[2..].TrimStart();
        // One sign only: "-RM-5" says nothing certain.
        if (negative && rest.StartsWith("-", StringComparison.Ordinal))
            return false;
        if (!FixedPoint.TryParse(rest, 2, MaxParsedSen, grouped: true, out var sen))
            return false;

        value = new Money(negative ? -sen : sen);
        return true;
    }

    /// <summary>For trusted text, such as our own files.</summary>
    /// <exception cref="FormatException">Not an amount.</exception>
    public static Money Parse(string? text) =>
        TryParse(text, out var value) ? value : throw new FormatException("Not an amount in ringgit.");

    /// <summary>
    /// Bank Negara Malaysia's rounding mechanism for cash: the final sen digits 1, 2, 6, 7 go down and 3, 4, 8, 9 go up,
    /// mirrored for negative amounts. Applied once, to a bill's total after tax.
    /// </summary>
    /// <exception cref="OverflowException">The rounded amount does not fit.</exception>
    public Money RoundToFiveSen()
    {
        var rest = Sen % 5;
        return Math.Abs(rest) <= 2 ? new(Sen - rest) : new(checked(Sen - rest + 5 * Math.Sign(rest)));
    }

    /// <summary>
    /// This amount × numerator ÷ denominator to the nearest sen, half a sen away from zero: 8 % is <c>Portion(8, 100)</c>.
    /// </summary>
    /// <exception cref="OverflowException">The result does not fit.</exception>
    public Money Portion(long numerator, long denominator) => new(FixedPoint.MultiplyDivide(Sen, numerator, denominator));

    /// <exception cref="OverflowException">The total does not fit.</exception>
    public static Money Sum(IEnumerable<Money> amounts)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        return amounts.Aggregate(Zero, (total, next) => total + next);
    }

    /// <exception cref="OverflowException">There is no positive counterpart.</exception>
    public Money Abs() => new(Math.Abs(Sen));

    /// <summary>As shown to people in either language: <c>RM1,234.50</c>, <c>-RM1,234.50</c>.</summary>
    public override string ToString() => (Sen < 0 ? "-RM" : "RM") + Math.Abs(Sen / 100m).ToString("#,##0.00", CultureInfo.InvariantCulture);

    /// <summary>As written for machines (CSV, API): <c>1234.50</c>.</summary>
    public string ToDecimalString() => (Sen / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    public int CompareTo(Money other) => Sen.CompareTo(other.Sen);

    public static Money operator +(Money left, Money right) => new(checked(left.Sen + right.Sen));

    public static Money operator -(Money left, Money right) => new(checked(left.Sen - right.Sen));

    public static Money operator -(Money amount) => new(checked(-amount.Sen));

    public static Money operator *(Money amount, long times) => new(checked(amount.Sen * times));

    /// <summary>Price × quantity to the nearest sen, half a sen away from zero.</summary>
    public static Money operator *(Money price, Quantity quantity) => price.Portion(quantity.Thousandths, 1000);

    public static bool operator <(Money left, Money right) => left.Sen < right.Sen;

    public static bool operator >(Money left, Money right) => left.Sen > right.Sen;

    public static bool operator <=(Money left, Money right) => left.Sen <= right.Sen;

    public static bool operator >=(Money left, Money right) => left.Sen >= right.Sen;
}
