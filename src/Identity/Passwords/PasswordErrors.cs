using Niaga.Platform.Refusals;

namespace Niaga.Identity.Passwords;

/// <summary>Why a password is not taken; each says what to do instead.</summary>
public static class PasswordErrors
{
    public static Refusal TooShort(int least) => new("platform.password_too_short", 400, "Password", least);

    /// <summary>The new one is the old one.</summary>
    public static Refusal Same() => new("platform.password_same", 400, "Password");

    /// <summary>It stands among the passwords guessed first.</summary>
    public static Refusal TooCommon() => new("platform.password_too_common", 400, "Password");

    /// <summary>It stands in the operator's file of stolen passwords.</summary>
    public static Refusal Breached() => new("platform.password_breached", 400, "Password");

    /// <summary>Built from words, patterns, or what everybody knows of the person and their business.</summary>
    public static Refusal TooEasy() => new("platform.password_too_easy", 400, "Password");
}
