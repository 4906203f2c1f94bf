using System.Diagnostics.CodeAnalysis;

namespace Niaga.Platform.Values;

/// <summary>
/// A MyKad (NRIC) number, <c>YYMMDD-PB-###G</c>: birth date, place of birth, running number whose last digit is odd for men.
/// It has no check digit. It is personal data: <see cref="ToString"/> masks it, and nothing public but
/// <see cref="Reveal"/> gives it away, so that it reaches no log, error or JSON by accident.
/// </summary>
public sealed record MyKad
{
    private readonly string digits;

    private MyKad(string digits) => this.digits = digits;

    public static bool TryParse(string? text, [NotNullWhen(true)] out MyKad? value)
    {
        value = null;
        if (!NormalizedCode.TryRead(text, out var compacted))
            return false;
        if (compacted.Length != 12 || compacted.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return false;
        if (!IsDate(compacted) || !IsPlaceOfBirth(int.Parse(compacted.AsSpan(6, 2))))
            return false;

        value = new MyKad(compacted);
        return true;
    }

    /// <summary>For trusted text, such as the decrypted column. The message does not repeat the text.</summary>
    /// <exception cref="FormatException">Not a MyKad number.</exception>
    public static MyKad Parse(string? text) => TryParse(text, out var value) ? value : throw new FormatException("Not a MyKad number.");

    /// <summary>The whole number, for a form, a document or an encrypted column; asking for it is worth an audit line.</summary>
    public string Reveal() => $"{digits[..6]}-{digits[6..8]}-{digits[8..]}";

    /// <summary>Whether the date of birth fits. The number alone cannot tell 1924 from 2024, so the date is asked for.</summary>
    public bool FitsBirthDate(DateOnly date) => digits.AsSpan(0, 6).SequenceEqual($"{date.Year % 100:00}{date.Month:00}{date.Day:00}");

    /// <summary>Sex as registered, by the last digit.</summary>
    public bool IsMale() => (digits[^1] - '0') % 2 == 1;

    /// <summary>Masked: <c>******-**-1234</c>.</summary>
    public override string ToString() => $"******-**-{digits[8..]}";

    // 2000 stands for both centuries: its leap day is real, and every other year of the two agrees with its twin.
    private static bool IsDate(string digits)
    {
        var (year, month, day) = (Part(0), Part(2), Part(4));
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(2000 + year, month);

        int Part(int start) => int.Parse(digits.AsSpan(start, 2));
    }

    // 01–16 states, 21–59 older codes of states, 60 and above abroad, 82 unknown; the rest was never given out.
    private static bool IsPlaceOfBirth(int code) => code is not (0 or (>= 17 and <= 20) or 69 or 70 or 73 or 80 or 81 or (>= 94 and <= 97));
}
