using Niaga.Platform.Refusals;

namespace Niaga.Identity.Accounts;

/// <summary>Refusals about a person's e-mail address.</summary>
public static class AccountErrors
{
    public static Refusal EmailLinkSpent() => new("platform.email_link_spent", 400);

    /// <summary>Told only to who has proven that the mailbox is theirs.</summary>
    public static Refusal EmailTaken() => new("platform.email_taken", 409);

    public static Refusal EmailSame() => new("platform.email_same", 400, "Email");

    /// <summary>The address's domain belongs to a business that asks for its own sign-in: another address would get around it.</summary>
    public static Refusal EmailOfCompany() => new("platform.email_of_company", 403);

    /// <summary>Enough e-mails for an hour.</summary>
    public static Refusal EnoughEmails() => new("platform.enough_emails", 429);
}
