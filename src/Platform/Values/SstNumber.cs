using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Niaga.Platform.Values;

/// <summary>
/// A sales and service tax registration number of the Royal Malaysian Customs: <c>A01-2345-67891012</c>.
/// Form only: Customs alone knows whether it exists.
/// </summary>
public sealed partial record SstNumber
{
    private SstNumber(string value) => Value = value;

    /// <summary>With its two dashes.</summary>
    public string Value { get; }

    /// <summary>Reads it with or without dashes and spaces, in any case.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SstNumber? value)
    {
        value = null;
        if (!NormalizedCode.TryRead(text, out var compacted) || !Pattern().IsMatch(compacted))
            return false;

        value = new SstNumber($"{compacted[..3]}-{compacted[3..7]}-{compacted[7..]}");
        return true;
    }

    /// <summary>For trusted text, such as the database.</summary>
    /// <exception cref="FormatException">Not an SST number.</exception>
    public static SstNumber Parse(string? text) =>
        TryParse(text, out var value) ? value : throw new FormatException("Not an SST registration number.");

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[A-Z][0-9]{14}\z")]
    private static partial Regex Pattern();
}
