using Niaga.Platform.Refusals;

namespace Niaga.Platform.Values;

/// <summary>A name as people type it, of a person, a business, a role or a key: there, not too long, on one line.</summary>
internal static class SingleLineName
{
    public const int Longest = 120;

    /// <param name="typed">As it came.</param>
    /// <param name="field">Of the form, for the refusal.</param>
    /// <param name="refusals">Where a refusal goes.</param>
    /// <param name="longest">Characters at most.</param>
    /// <returns>Without blanks around it.</returns>
    public static string Read(string? typed, string field, List<Refusal> refusals, int longest = Longest)
    {
        var name = typed?.Trim() ?? "";
        if (name.Length == 0)
            refusals.Add(PlatformErrors.Required(field));
        else if (name.Length > longest)
            refusals.Add(PlatformErrors.TooLong(field, longest));
        else if (name.Any(c => char.IsControl(c) || IsTurn(c)))
            refusals.Add(PlatformErrors.Invalid(field));
        return name;
    }

    /// <summary>Characters that turn the direction of what follows: a name could read as another, or turn the words around it.</summary>
    private static bool IsTurn(char c) => c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069';
}
