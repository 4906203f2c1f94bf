using Niaga.Platform.Refusals;

namespace Niaga.Platform.Values;

/// <summary>A name as people type it, of a person, a business, a role or a key: there, not too long, a text of one line.</summary>
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
        if (SingleLineText.Read(typed, field, longest, refusals) is { } name)
            return name;

        refusals.Add(PlatformErrors.Required(field));
        return "";
    }
}
