using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Niaga.Platform.Values;

/// <summary>What the Companies Commission registered, from the fifth and sixth digit of the new number.</summary>
public enum SsmKind
{
    LocalCompany = 1,
    ForeignCompany = 2,
    Business = 3,
    LimitedLiabilityPartnership = 4,
}

/// <summary>
/// A registration number of the Companies Commission of Malaysia (SSM): twelve digits, year + kind + running number
/// (since October 2019), or the older company number such as <c>1312525-A</c>. Form only: SSM alone knows whether it exists.
/// </summary>
public sealed partial record SsmNumber
{
    private SsmNumber(string value) => Value = value;

    /// <summary>Twelve digits, or digits, a dash and a letter.</summary>
    public string Value { get; }

    /// <summary>What is registered; null for an older number, which does not say.</summary>
    public SsmKind? Kind => Value.Length == 12 ? (SsmKind)(Value[5] - '0') : null;

    public static bool TryParse(string? text, [NotNullWhen(true)] out SsmNumber? value)
    {
        value = null;
        if (!NormalizedCode.TryRead(text, out var compacted))
            return false;
        if (NewNumber().IsMatch(compacted))
            value = new SsmNumber(compacted);
        else if (OldNumber().IsMatch(compacted))
            value = new SsmNumber($"{compacted[..^1]}-{compacted[^1]}");
        return value is not null;
    }

    /// <summary>For trusted text, such as the database.</summary>
    /// <exception cref="FormatException">Not an SSM number.</exception>
    public static SsmNumber Parse(string? text) =>
        TryParse(text, out var value) ? value : throw new FormatException("Not an SSM registration number.");

    public override string ToString() => Value;

    // The oldest companies still registered date from the nineteenth century.
    [GeneratedRegex(@"\A(18|19|20)[0-9]{2}0[1-4][0-9]{6}\z")]
    private static partial Regex NewNumber();

    [GeneratedRegex(@"\A[0-9]{1,7}[A-Z]\z")]
    private static partial Regex OldNumber();
}
