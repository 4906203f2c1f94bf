using System.Diagnostics.CodeAnalysis;

namespace Niaga.Platform.Values;

/// <summary>
/// A Malaysian tax identification number (TIN), in the spelling the MyInvois system knows.
/// Form only: whether it exists, and whose it is, LHDN alone can say. Source: MyInvois SDK, FAQ "accuracy of my TIN".
/// </summary>
public sealed record Tin
{
    /// <summary>Prefix included.</summary>
    public const int MaxLength = 14;

    // LHDN names no minimum; those in use have nine to eleven digits, less where leading zeros went.
    private const int MinDigits = 6;

    private static readonly HashSet<string> EntityPrefixes = ["C", "CS", "D", "F", "FA", "PT", "TA", "TC", "TN", "TR", "TP", "J", "LE"];

    private Tin(string value) => Value = value;

    /// <summary>Local buyer who gave none, and consolidated invoices.</summary>
    public static Tin GeneralPublic { get; } = new("EI00000000010");

    public static Tin ForeignBuyer { get; } = new("EI00000000020");

    public static Tin ForeignSupplier { get; } = new("EI00000000030");

    /// <summary>Government, state and local authorities.</summary>
    public static Tin Government { get; } = new("EI00000000040");

    /// <summary>Upper case, without spaces or dashes.</summary>
    public string Value { get; }

    /// <summary>Of a person (a sole proprietor too) rather than of an entity.</summary>
    public bool IsPerson => Value.StartsWith("IG", StringComparison.Ordinal);

    /// <summary>One of LHDN's four stand-ins: fit for a buyer or supplier, never for the business itself.</summary>
    public bool IsGeneral => Value.StartsWith("EI", StringComparison.Ordinal);

    /// <summary>
    /// Reads <c>IG</c> + digits, an entity's prefix + digits ending in 0, or a general TIN; case, spaces and dashes do not matter.
    /// As LHDN asks, the old prefixes SG and OG become IG, and an entity's leading zeros go.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Tin? value)
    {
        value = null;
        if (!NormalizedCode.TryRead(text, out var compacted))
            return false;

        foreach (var general in (Tin[])[GeneralPublic, ForeignBuyer, ForeignSupplier, Government])
        {
            if (compacted != general.Value)
                continue;

            value = general;
            return true;
        }

        var start = compacted.AsSpan().IndexOfAnyInRange('0', '9');
        if (start <= 0)
            return false;

        var (prefix, digits) = (compacted[..start], compacted[start..]);
        if (digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return false;

        if (prefix is "IG" or "SG" or "OG")
            prefix = "IG";
        else if (EntityPrefixes.Contains(prefix) && digits[^1] == '0')
            digits = digits.TrimStart('0');
        else
            return false;

        if (digits.Length < MinDigits || digits.Trim('0').Length == 0 || prefix.Length + digits.Length > MaxLength)
            return false;

        value = new Tin(prefix + digits);
        return true;
    }

    /// <summary>For trusted text, such as the database.</summary>
    /// <exception cref="FormatException">Not a TIN.</exception>
    public static Tin Parse(string? text) => TryParse(text, out var value) ? value : throw new FormatException("Not a TIN.");

    public override string ToString() => Value;
}
