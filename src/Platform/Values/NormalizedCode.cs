namespace Niaga.Platform.Values;

/// <summary>A registration number as people type it, brought to one spelling.</summary>
internal static class NormalizedCode
{
    private const int MaxTypedLength = 64;

    /// <summary>
    /// Upper-cased without spaces and dashes; false for nothing, for far too much, or for anything beyond ASCII letters and digits.
    /// </summary>
    public static bool TryRead(string? text, out string compacted)
    {
        compacted = "";
        if (text is null || text.Length > MaxTypedLength)
            return false;

        Span<char> kept = stackalloc char[text.Length];
        var length = 0;
        foreach (var c in text)
        {
            if (c is ' ' or '-' or '\u00a0')
                continue;
            if (!char.IsAsciiLetterOrDigit(c))
                return false;

            kept[length++] = char.ToUpperInvariant(c);
        }
        compacted = new string(kept[..length]);
        return length > 0;
    }
}
