using Niaga.Platform.UseCases;

namespace Niaga.Platform.Accounts;

/// <summary>Refusals about a person's e-mail address.</summary>
public static class AccountErrors
{
    public static Refusal EmailLinkSpent() => new("platform.email_link_spent", 400);

    /// <summary>Told only to who has proven that the mailbox is theirs.</summary>
    public static Refusal EmailTaken() => new("platform.email_taken", 409);

    public static Refusal EmailSame() => new("platform.email_same", 400, "Email");

    /// <summary>Enough letters for an hour.</summary>
    public static Refusal EnoughLetters() => new("platform.enough_letters", 429);
}
