namespace Niaga.Platform.Values;

/// <summary>Reads a decimal number of ASCII digits into a whole count of its smallest unit, without floating point.</summary>
internal static class FixedPoint
{
    /// <summary>Longer text cannot be an amount: the largest allowed one has fewer characters by far.</summary>
    public const int MaxLength = 64;

    /// <param name="text">Digits with an optional sign and point, already trimmed.</param>
    /// <param name="decimals">How many digits may follow the point; more are refused, never rounded.</param>
    /// <param name="limit">Largest magnitude allowed, in the smallest unit.</param>
    /// <param name="grouped">Whether thousands may be grouped by commas. A comma elsewhere is refused: "12,50" is ambiguous.</param>
    /// <param name="units">The number in the smallest unit.</param>
    public static bool TryParse(ReadOnlySpan<char> text, int decimals, long limit, bool grouped, out long units)
    {
        units = 0;
        if (text.Length is 0 or > MaxLength)
            return false;

        var negative = text[0] == '-';
        if (negative)
            text = text[1..];

        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..];
        // "5." is an unfinished number; ".5" is a common way to write fifty sen.
        if (point >= 0 && fraction.Length == 0)
            return false;
        if (fraction.Length > decimals || (whole.Length == 0 && fraction.Length == 0))
            return false;

        Int128 sum = 0;
        if (!AddWhole(whole, grouped, ref sum) || !AddDigits(fraction, ref sum))
            return false;

        for (var missing = decimals - fraction.Length; missing > 0; missing--)
            sum *= 10;
        if (sum > limit)
            return false;

        units = (long)(negative ? -sum : sum);
        return true;
    }

    private static bool AddWhole(ReadOnlySpan<char> whole, bool grouped, ref Int128 sum)
    {
        if (!grouped || !whole.Contains(','))
            return AddDigits(whole, ref sum);

        var first = true;
        foreach (var range in whole.Split(','))
        {
            var group = whole[range];
            if (first ? group.Length is 0 or > 3 : group.Length != 3)
                return false;
            if (!AddDigits(group, ref sum))
                return false;

            first = false;
        }
        return true;
    }

    private static bool AddDigits(ReadOnlySpan<char> digits, ref Int128 sum)
    {
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit(c))
                return false;

            sum = sum * 10 + (c - '0');
            // Past any limit in use; stops long before Int128 could wrap.
            if (sum > long.MaxValue)
                return false;
        }
        return true;
    }

    /// <summary><paramref name="value"/> × <paramref name="numerator"/> ÷ <paramref name="denominator"/>, half away from zero.</summary>
    /// <exception cref="OverflowException">The result does not fit.</exception>
    public static long MultiplyDivide(long value, long numerator, long denominator)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denominator);
        var product = (Int128)value * numerator;
        var (quotient, remainder) = Int128.DivRem(product, denominator);
        if (Int128.Abs(remainder) * 2 >= denominator)
            quotient += Int128.Sign(product);
        return checked((long)quotient);
    }
}
