using System.Globalization;

namespace Niaga.Retail.Sales;

/// <summary>A receipt's number as people read it: <c>R-000123</c>. Gap-free from 1 in each business.</summary>
internal readonly record struct ReceiptNumber(long Value)
{
    /// <summary>Name of the series in the numbering kernel.</summary>
    public const string Series = "retail.receipt";

    /// <summary>Reads <c>R-000123</c>, <c>r123</c> or <c>123</c>.</summary>
    public static bool TryParse(string? text, out ReceiptNumber number)
    {
        var digits = (text ?? "").AsSpan().Trim();
        if (digits.Length > 0 && digits[0] is 'R' or 'r')
            digits = digits[1..].TrimStart('-');
        var read = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0;
        number = new(value);
        return read;
    }

    public override string ToString() => "R-" + Value.ToString("D6", CultureInfo.InvariantCulture);
}
