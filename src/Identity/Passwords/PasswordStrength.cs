namespace Niaga.Identity.Passwords;

/// <summary>
/// How hard a password is to guess for somebody who knows the words, names, dates and keyboard walks people build them from (zxcvbn).
/// </summary>
internal static class PasswordStrength
{
    /// <summary>Of zxcvbn's 0 to 4: safe from guessing at a stolen hash, slow as it is, for some 10^8 seconds.</summary>
    private const int LeastScore = 3;

    /// <summary>What is looked at: the time taken grows with the square of the length, and what comes after adds no weakness.</summary>
    private const int MostLooked = 32;

    private const int LeastWord = 3;

    /// <summary>Letters and digits of its own that a password must hold beside words that everybody knows of the person.</summary>
    private const int LeastOwn = 6;

    // Its dictionaries are read once; judging changes nothing in it.
    private static readonly Lazy<Zxcvbn.Zxcvbn> Estimator = new(() => new());

    /// <param name="password">The password.</param>
    /// <param name="context">Texts a guesser would try first: names, addresses.</param>
    public static bool IsEnough(string password, IEnumerable<string?> context)
    {
        var unit = Unit(password);
        if (unit.Length < Math.Min(password.Length, PasswordRules.LeastLength))
            return false;

        var words = Words(context);
        return HoldsOwn(password, words)
            && Estimator.Value.EvaluatePassword(unit.Length > MostLooked ? unit[..MostLooked] : unit, words).Score >= LeastScore;
    }

    /// <summary>Whether enough is left without the words that a guesser begins with.</summary>
    private static bool HoldsOwn(string password, List<string> words)
    {
        var small = password.ToLowerInvariant();
        var rest = words
            .OrderByDescending(w => w.Length)
            .Aggregate(small, (left, word) => left.Replace(word, " ", StringComparison.Ordinal));
        return rest == small || rest.Count(char.IsLetterOrDigit) >= LeastOwn;
    }

    /// <summary>What a password repeats, or all of it: saying a thing twice does not make it harder to guess.</summary>
    private static string Unit(string password)
    {
        for (var period = 1; period <= password.Length / 2; period++)
        {
            if (password.AsSpan(period).SequenceEqual(password.AsSpan(0, password.Length - period)))
                return password[..period];
        }
        return password;
    }

    /// <summary>Each text without its gaps, and each of its words.</summary>
    private static List<string> Words(IEnumerable<string?> context) =>
        [
            .. context
                .OfType<string>()
                .Append("niaga")
                .Select(t => t.ToLowerInvariant())
                .SelectMany(t => Parts(t) is var parts && parts.Length > 1 ? [string.Concat(parts), .. parts] : parts)
                .Where(w => w.Length >= LeastWord)
                .Distinct(),
        ];

    private static string[] Parts(string text) =>
        new string([.. text.Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
