using System.Diagnostics.CodeAnalysis;

namespace Niaga.Platform.Values;

/// <summary>Which numbers an e-Invoice takes for a person, by our names; LHDN calls them NRIC, PASSPORT and ARMY.</summary>
public static class IdentityKinds
{
    public const string MyKad = "mykad";
    public const string Passport = "passport";

    /// <summary>Of the armed forces or the police, who have one instead of a MyKad.</summary>
    public const string Army = "army";

    public static IReadOnlyList<string> All { get; } = [MyKad, Passport, Army];
}

/// <summary>
/// The number that tells who a person is, with what kind of number it is. Personal, so it masks itself as <see cref="MyKad"/> does.
/// Form only: whose it is, the authority alone can say. Source: MyInvois SDK, "identification schemes".
/// </summary>
public sealed record IdentityNumber
{
    private readonly string number;

    private IdentityNumber(string kind, string number) => (Kind, this.number) = (kind, number);

    /// <summary>One of <see cref="IdentityKinds"/>.</summary>
    public string Kind { get; }

    /// <summary>Digits of a MyKad, capital letters and digits of the others, nothing between: what is compared and looked for.</summary>
    public string Reveal() => number;

    /// <summary>As it is printed: a MyKad with its dashes.</summary>
    public string RevealPrinted() => Kind == IdentityKinds.MyKad ? MyKad.Parse(number).Reveal() : number;

    /// <summary>Kind and number in one text, for an encrypted column and for its keyed hash.</summary>
    public string RevealStored() => $"{Kind}:{number}";

    /// <summary>Masked but for the last four, whichever it is.</summary>
    public override string ToString() => Kind == IdentityKinds.MyKad ? MyKad.Parse(number).ToString() : $"****{number[^4..]}";

    /// <summary>
    /// Reads a number of a kind of <see cref="IdentityKinds"/>, of none of whichever it looks like (<see cref="LooksLike"/>). Case, spaces
    /// and dashes do not matter.
    /// </summary>
    public static bool TryParse(string? kind, string? text, [NotNullWhen(true)] out IdentityNumber? value)
    {
        value = null;
        if (!NormalizedCode.TryRead(text, out var compacted))
            return false;

        kind ??= LooksLike(text);
        var fits = kind switch
        {
            IdentityKinds.MyKad => MyKad.TryParse(compacted, out _),
            IdentityKinds.Passport => Passport.TryParse(compacted, out _),
            IdentityKinds.Army => compacted.Length is >= 5 and <= 12 && compacted.Any(char.IsAsciiDigit),
            _ => false,
        };
        if (fits)
            value = new IdentityNumber(kind, compacted);
        return fits;
    }

    /// <summary>A MyKad where it has twelve digits and nothing else, else a passport.</summary>
    public static string LooksLike(string? text) =>
        NormalizedCode.TryRead(text, out var compacted) && compacted.Length == 12 && compacted.All(char.IsAsciiDigit)
            ? IdentityKinds.MyKad
            : IdentityKinds.Passport;

    /// <summary>Every number that this text can be, for finding who has it.</summary>
    public static IEnumerable<IdentityNumber> Any(string? text) =>
        IdentityKinds.All.Select(kind => TryParse(kind, text, out var value) ? value : null).OfType<IdentityNumber>();

    /// <summary>For trusted text, such as the decrypted column; null for none and for what cannot be read.</summary>
    public static IdentityNumber? OfStored(string? stored) =>
        stored?.Split(':', 2) is [var kind, var text] && TryParse(kind, text, out var value) ? value : null;
}
