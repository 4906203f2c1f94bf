using System.Globalization;
using System.Text.RegularExpressions;

namespace Niaga.Identity.Passwords;

/// <summary>Configuration section <c>Passwords</c>.</summary>
public sealed partial class PasswordSettings
{
    /// <summary>What Niaga does not start below: the framework's own number of some years ago.</summary>
    public const int LeastIterations = 100_000;

    /// <summary>
    /// Rounds of PBKDF2 with HMAC-SHA-512 for a password: what OWASP asks for today. Raise it when they do; hashes follow at sign-in.
    /// </summary>
    public int Iterations { get; set; } = 210_000;

    /// <summary>A file of stolen passwords in the format of Have I Been Pwned, SHA-1 ordered by hash; null for none.</summary>
    public string? BreachedFile { get; set; }

    /// <summary>What is wrong with these settings; empty when nothing is.</summary>
    internal IEnumerable<string> Complaints()
    {
        if (Iterations < LeastIterations)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Passwords:Iterations is {Iterations}; anything below {LeastIterations} is too cheap to guess at"
            );
        if (BreachedFile is not { Length: > 0 } file)
            yield break;
        if (!File.Exists(file))
            yield return $"Passwords:BreachedFile: there is no file {file}";
        else if (!File.ReadLines(file).Take(1).Any(line => FirstLine().IsMatch(line)))
            yield return $"Passwords:BreachedFile: {file} does not begin with a SHA-1 and a count, such as "
                + "000000005AD76BD555C1D6D771DE417A4B87E4B4:10";
    }

    [GeneratedRegex(@"\A[0-9A-Fa-f]{40}:[0-9]{1,12}\z")]
    private static partial Regex FirstLine();
}
