namespace Niaga.Platform.UseCases;

/// <summary>A name as people type it, of a person or a business: there, at most 120 characters, on one line.</summary>
internal static class PlainName
{
    public const int Longest = 120;

    /// <param name="typed">As it came.</param>
    /// <param name="field">Of the form, for the refusal.</param>
    /// <param name="refusals">Where a refusal goes.</param>
    /// <returns>Without blanks around it.</returns>
    public static string Read(string? typed, string field, List<Refusal> refusals)
    {
        var name = typed?.Trim() ?? "";
        if (name.Length == 0) refusals.Add(PlatformErrors.Required(field));
        else if (name.Length > Longest) refusals.Add(PlatformErrors.TooLong(field, Longest));
        else if (name.Any(char.IsControl)) refusals.Add(PlatformErrors.Invalid(field));
        return name;
    }
}
