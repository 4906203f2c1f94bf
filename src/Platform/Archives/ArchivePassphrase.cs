using Niaga.Platform.Refusals;

namespace Niaga.Platform.Archives;

/// <summary>
/// What an archive's passphrase must be. Whoever has the file can try passphrases as fast as they like, for ever: it is longer than a
/// password that is tried at our own door.
/// </summary>
internal static class ArchivePassphrase
{
    public const int Shortest = 14;

    public const int Longest = 200;

    private const int FewestDifferent = 7;

    /// <returns>Null where it will do.</returns>
    public static Refusal? Refuse(string? typed, string field)
    {
        if (string.IsNullOrEmpty(typed))
            return PlatformErrors.Required(field);
        if (typed.Length > Longest)
            return PlatformErrors.TooLong(field, Longest);
        return typed.Length < Shortest || typed.Distinct().Count() < FewestDifferent ? ArchiveErrors.WeakPassphrase(field, Shortest) : null;
    }
}
