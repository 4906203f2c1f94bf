namespace Niaga.Platform.Texts;

/// <summary>A language Niaga speaks.</summary>
/// <param name="Code">ISO 639-1 code, as in URLs and text files.</param>
/// <param name="Culture">BCP 47 culture for numbers and dates.</param>
/// <param name="Name">Its own name for itself.</param>
public sealed record Language(string Code, string Culture, string Name)
{
    public static readonly Language Malay = new("ms", "ms-MY", "Bahasa Melayu");
    public static readonly Language English = new("en", "en-MY", "English");

    /// <summary>Every language; each text exists in all of them.</summary>
    public static readonly IReadOnlyList<Language> All = [Malay, English];

    /// <summary>The language with this code or culture, or null.</summary>
    public static Language? Find(string? code)
    {
        if (string.IsNullOrEmpty(code))
            return null;

        foreach (var language in All)
        {
            if (
                code.StartsWith(language.Code, StringComparison.OrdinalIgnoreCase)
                && (code.Length == language.Code.Length || code[language.Code.Length] == '-')
            )
                return language;
        }
        return null;
    }

    /// <summary>The language with exactly this code, or null.</summary>
    internal static Language? ByCode(ReadOnlySpan<char> code)
    {
        foreach (var language in All)
        {
            if (code.SequenceEqual(language.Code))
                return language;
        }
        return null;
    }
}
