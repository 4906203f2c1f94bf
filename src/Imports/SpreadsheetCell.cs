using System.Globalization;
using System.Text.RegularExpressions;

namespace Niaga.Imports;

/// <summary>What a spreadsheet makes of a barcode or a number, taken back where nothing is lost.</summary>
public static partial class SpreadsheetCell
{
    /// <summary>
    /// A barcode as it was before the spreadsheet: <c>="0012345678905"</c>, <c>'0012…</c>, <c>9555012345678.00</c>. Null, with the digits
    /// gone, for <c>9.55501E+12</c>.
    /// </summary>
    public static string? Barcode(string cell)
    {
        var text = Formula().Match(cell) is { Success: true } formula ? formula.Groups[1].Value : cell;
        text = text.TrimStart('\'').Trim();
        if (WholeNumber().Match(text) is { Success: true } whole)
            return whole.Groups[1].Value;
        if (!Exponent().IsMatch(text))
            return text;

        // "9.555012345678E+12" still has all its digits; "9.55501E+12" has lost them.
        var digits = text.Count(char.IsAsciiDigit) - text[text.IndexOfAny(['e', 'E'])..].Count(char.IsAsciiDigit);
        return
            decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Truncate(number)
            && number.ToString("0", CultureInfo.InvariantCulture).Length == digits
            ? number.ToString("0", CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>A number as people and spreadsheets write it: full-width digits, spaces of any kind between thousands.</summary>
    public static string Number(string cell) => Spaces().Replace(cell.Normalize(System.Text.NormalizationForm.FormKC), "").Trim();

    [GeneratedRegex("^=\"(.*)\"$")]
    private static partial Regex Formula();

    [GeneratedRegex(@"^(\d+)\.0+$")]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"^\d(\.\d+)?[eE]\+?\d+$")]
    private static partial Regex Exponent();

    [GeneratedRegex(@"(?<=\d)[\s\u00a0\u2009\u202f'’](?=\d{3}(?!\d))")]
    private static partial Regex Spaces();
}
