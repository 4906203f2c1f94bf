using Niaga.Platform.Refusals;

namespace Niaga.Identity.Passwords;

/// <summary>
/// What every place asks that sets a password. Length over ornament (NIST SP 800-63B): ten characters or more, no rule about which,
/// but nothing that is known, stolen or quickly guessed.
/// </summary>
internal sealed class PasswordRules(BreachedPasswords breached)
{
    public const int LeastLength = 10;

    /// <summary>No bottomless input for the hash.</summary>
    public const int MostLength = 128;

    /// <summary>What is wrong with a password, or null. Asked only of whoever may know what the context says.</summary>
    /// <param name="password">As typed.</param>
    /// <param name="context">What is known of the person: their name, their e-mail address, their business.</param>
    public Refusal? Check(string? password, params IEnumerable<string?> context)
    {
        if (password is not { Length: >= LeastLength })
            return PasswordErrors.TooShort(LeastLength);
        if (password.Length > MostLength)
            return PlatformErrors.TooLong("Password", MostLength);
        if (password.Any(char.IsControl))
            return PlatformErrors.Invalid("Password");
        if (KnownPasswords.Hold(password))
            return PasswordErrors.TooCommon();
        if (breached.Hold(password))
            return PasswordErrors.Breached();

        return PasswordStrength.IsEnough(password, context) ? null : PasswordErrors.TooEasy();
    }
}
