using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Niaga.Platform.Values;

/// <summary>
/// An e-mail address as ordinary mailboxes have: the unquoted ASCII form of RFC 5321, at a domain with a dot.
/// Equal regardless of case. Whether it receives mail only a mail can tell.
/// </summary>
public sealed partial record EmailAddress
{
    /// <summary>Longest address that fits a mail path (RFC 5321, erratum 1690).</summary>
    public const int MaxLength = 254;

    private const int MaxLocalLength = 64;

    private EmailAddress(string value) => Value = value;

    /// <summary>As typed, trimmed: the part before the @ belongs to its server, case and all.</summary>
    public string Value { get; }

    /// <summary>Upper case, for comparing and for unique indexes.</summary>
    public string Normalized => Value.ToUpperInvariant();

    /// <summary>The part after the @, in lower case.</summary>
    public string Domain => Value[(Value.LastIndexOf('@') + 1)..].ToLowerInvariant();

    public static bool TryParse(string? text, [NotNullWhen(true)] out EmailAddress? value)
    {
        value = null;
        // Spaces around are a slip; a line break is an attempt at a second header.
        var typed = text?.Trim(' ');
        if (typed is not { Length: > 0 and <= MaxLength } || typed.IndexOf('@') > MaxLocalLength || !Pattern().IsMatch(typed))
            return false;

        value = new EmailAddress(typed);
        return true;
    }

    /// <summary>For trusted text, such as the database.</summary>
    /// <exception cref="FormatException">Not an e-mail address.</exception>
    public static EmailAddress Parse(string? text) =>
        TryParse(text, out var value) ? value : throw new FormatException("Not an e-mail address.");

    public bool Equals(EmailAddress? other) => other is not null && Normalized == other.Normalized;

    public override int GetHashCode() => Normalized.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Value;

    // Local part: words of RFC 5322 atoms joined by dots. Domain: labels joined by dots, the last not a number.
    // NonBacktracking: the time taken grows with the length and nothing else.
    [GeneratedRegex(
        @"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
            + @"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])\z",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Pattern();
}
