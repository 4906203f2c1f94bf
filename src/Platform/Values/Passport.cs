using System.Diagnostics.CodeAnalysis;

namespace Niaga.Platform.Values;

/// <summary>
/// The number of a passport of any country: five to twenty capital letters and digits, a digit among them. ICAO 9303 prints nine in the
/// machine-readable line; longer ones go on beside it. Personal: <see cref="ToString"/> masks it.
/// </summary>
public sealed record Passport
{
    private const int Shortest = 5;
    private const int Longest = 20;

    private readonly string number;

    private Passport(string number) => this.number = number;

    /// <summary>Case, spaces and dashes do not matter.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Passport? value)
    {
        value =
            NormalizedCode.TryRead(text, out var compacted)
            && compacted.Length is >= Shortest and <= Longest
            && compacted.Any(char.IsAsciiDigit)
                ? new Passport(compacted)
                : null;
        return value is not null;
    }

    /// <summary>The whole number.</summary>
    public string Reveal() => number;

    /// <summary>Masked but for the last four.</summary>
    public override string ToString() => $"****{number[^4..]}";
}
