using System.Collections.Frozen;
using System.IO.Compression;

namespace Niaga.Identity.Passwords;

/// <summary>
/// Passwords that stand in the lists every guesser begins with; ten characters and more, for shorter ones are refused anyway.
/// </summary>
internal static class KnownPasswords
{
    // Some 7 MB, once per process, read when the first password is checked.
    private static readonly Lazy<FrozenSet<string>> All = new(Read);

    /// <summary>How many there are.</summary>
    public static int Count => All.Value.Count;

    /// <summary>Whether it is one of them, whatever its capitals, and whatever digits and signs were put before or after it.</summary>
    public static bool Hold(string password)
    {
        var small = password.ToLowerInvariant();
        return All.Value.Contains(small)
            || All.Value.Contains(Without(small, c => !char.IsLetterOrDigit(c)))
            || All.Value.Contains(Without(small, c => !char.IsLetter(c)));
    }

    private static string Without(string text, Func<char, bool> around) => text.Trim([.. text.Where(around)]);

    private static FrozenSet<string> Read()
    {
        using var packed = typeof(KnownPasswords).Assembly.GetManifestResourceStream("Niaga.Identity.Passwords.known-passwords.gz")!;
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        var all = new List<string>(120_000);
        while (reader.ReadLine() is { } line)
            all.Add(line);
        return all.ToFrozenSet(StringComparer.Ordinal);
    }
}
