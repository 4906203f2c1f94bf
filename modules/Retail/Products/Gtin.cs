namespace Niaga.Retail.Products;

/// <summary>
/// Numbers of the GS1 system on barcodes: EAN-8, UPC-A (12 digits), EAN-13, GTIN-14. A UPC-A is the EAN-13 with a zero in front, and
/// scanners report it either way. (GS1 General Specifications, 1.3 and 7.9.)
/// </summary>
internal static class Gtin
{
    /// <summary>One spelling for one article: a UPC-A as its EAN-13. Anything else stays as it is.</summary>
    public static string Normalize(string barcode) =>
        barcode.Length == 12 && AllDigits(barcode) && HasRightCheckDigit(barcode) ? "0" + barcode : barcode;

    /// <summary>Whether it looks like one (12, 13 or 14 digits) and its last digit is wrong: no scanner would read it.</summary>
    public static bool IsMistyped(string barcode) =>
        barcode.Length is >= 12 and <= 14 && AllDigits(barcode) && !HasRightCheckDigit(barcode);

    private static bool AllDigits(string text) => text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool HasRightCheckDigit(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length - 1; i++)
            sum += (digits[^(i + 2)] - '0') * (i % 2 == 0 ? 3 : 1);
        return (10 - (sum % 10)) % 10 == digits[^1] - '0';
    }
}
