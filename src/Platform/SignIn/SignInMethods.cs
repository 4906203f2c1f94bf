namespace Niaga.Platform.SignIn;

/// <summary>How a sign-in was proven.</summary>
internal static class SignInMethods
{
    public const string Password = "password";

    /// <summary>WebAuthn with user verification: something one has and something one is or knows, so a second factor in itself.</summary>
    public const string Passkey = "passkey";

    /// <summary>Google, Microsoft, MyDigital ID or another provider of this deployment.</summary>
    public const string Provider = "provider";

    /// <summary>The identity provider of one business.</summary>
    public const string Sso = "sso";

    /// <summary>The link of an invitation, which proves the mailbox.</summary>
    public const string Invitation = "invitation";
}
