namespace Niaga.Platform.People;

/// <summary>Length over ornament (NIST SP 800-63B): ten characters or more, no rule about which, and no bottomless input for the hash.</summary>
internal static class PasswordRules
{
    public const int LeastLength = 10;
    public const int MostLength = 128;

    public static bool Accept(string? password) =>
        password is { Length: >= LeastLength and <= MostLength } && password.Distinct().Count() >= 4 && !password.Any(char.IsControl);
}
