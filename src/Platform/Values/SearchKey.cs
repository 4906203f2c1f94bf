using System.Globalization;
using System.Text;

namespace Niaga.Platform.Values;

/// <summary>Text as it is compared: lower case, without accents, single spaces. "Café  Latté" and "cafe latte" are one.</summary>
public static class SearchKey
{
    public static string Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text.Trim().Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
                continue;
            if (!char.IsWhiteSpace(c))
                folded.Append(char.ToLowerInvariant(c));
            else if (folded.Length > 0 && folded[^1] != ' ')
                folded.Append(' ');
        }
        var key = folded.ToString().Normalize(NormalizationForm.FormC);
        // Nothing but marks: still a name, so still a key.
        return key.Length == 0 ? text : key;
    }
}
