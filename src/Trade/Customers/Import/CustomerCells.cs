using System.Text.RegularExpressions;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers.Import;

/// <summary>
/// Cells as people in Malaysia write them: several phones in one, postcodes without their zero, states by their short names.
/// </summary>
internal static partial class CustomerCells
{
    private static readonly Dictionary<string, MalaysianState> ShortNames = new(StringComparer.Ordinal)
    {
        ["kl"] = MalaysianState.KualaLumpur,
        ["n9"] = MalaysianState.NegeriSembilan,
        ["ns"] = MalaysianState.NegeriSembilan,
        ["nsembilan"] = MalaysianState.NegeriSembilan,
        ["ppinang"] = MalaysianState.PulauPinang,
        ["pulaupenang"] = MalaysianState.PulauPinang,
        ["jhr"] = MalaysianState.Johor,
        ["johordarultakzim"] = MalaysianState.Johor,
        ["selangordarulehsan"] = MalaysianState.Selangor,
    };

    /// <summary>
    /// <c>012-345 6789 / 03-2161 2345</c> is two; <c>tiada</c> is none. What stands before or in brackets is no part of a number:
    /// <c>HP: 012-345 6789 (WhatsApp)</c>.
    /// </summary>
    public static string[] Phones(string cell) =>
        None().IsMatch(cell)
            ? []
            : [.. Split(PhoneBreak(), PhoneLabel().Replace(Remark().Replace(cell, " "), "; ")).Where(p => !None().IsMatch(p))];

    public static string[] Emails(string cell) => Split(EmailBreak(), cell);

    public static string[] Tags(string cell) => Split(TagBreak(), cell);

    /// <summary>A spreadsheet takes 05000 for a number and writes 5000.</summary>
    public static string Postcode(string cell) => LostZero().IsMatch(cell) ? "0" + cell : cell;

    /// <summary>Who was born in 2000 or soon after lost the zeros in front; what makes no MyKad stays as it is.</summary>
    public static string MyKad(string cell)
    {
        var digits = cell.Replace("-", "", StringComparison.Ordinal);
        var whole = digits.PadLeft(12, '0');
        return digits.Length is 10 or 11 && Platform.Values.MyKad.TryParse(whole, out _) ? whole : cell;
    }

    /// <summary><c>W.P. Kuala Lumpur</c>, <c>Penang</c>, <c>N. Sembilan</c>, <c>1</c>; what is none of these stays for a refusal.</summary>
    public static string State(string cell)
    {
        if (MalaysianState.TryParse(cell, out var state) || MalaysianState.TryParse("0" + cell, out state))
            return state.Code;

        var bare = Federal().Replace(cell, "").Trim();
        if (MalaysianState.TryParse(bare, out state))
            return state.Code;
        var key = string.Concat(SearchKey.Of(bare).Where(char.IsLetterOrDigit));
        return ShortNames.TryGetValue(key, out state) ? state.Code : cell;
    }

    private static string[] Split(Regex at, string cell) =>
        at.Split(cell).Select(p => p.TrimStart('\'').Trim()).Where(p => p.Length > 0).ToArray();

    [GeneratedRegex(@"^\s*(?:[-–—]+|tiada|tidak ada|none|nil|n\s?/\s?a|n\.\s?a\.?|na)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex None();

    [GeneratedRegex(@"\((?!\s*(?:ext|samb|fax|faks))[^()]*\p{L}[^()]*\)", RegexOptions.IgnoreCase)]
    private static partial Regex Remark();

    /// <summary>Not that of an extension or of a fax: neither is a phone to ring.</summary>
    [GeneratedRegex(@"(?<![\p{L}\d])(?!ext|samb|fax|faks)\p{L}[\p{L}./ ]{0,19}:", RegexOptions.IgnoreCase)]
    private static partial Regex PhoneLabel();

    [GeneratedRegex(@"[;,/|\r\n]+|\s+(?:atau|or|dan|and|&)\s+", RegexOptions.IgnoreCase)]
    private static partial Regex PhoneBreak();

    [GeneratedRegex(@"[;,/|\s]+")]
    private static partial Regex EmailBreak();

    [GeneratedRegex(@"[;,|\r\n]+")]
    private static partial Regex TagBreak();

    [GeneratedRegex(@"^\d{4}$")]
    private static partial Regex LostZero();

    [GeneratedRegex(@"^(wilayah persekutuan|w\.?\s?p\.?)\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Federal();
}
