using Niaga.Contract;
using Niaga.Platform.Mail;
using Niaga.Platform.Texts;

namespace Niaga.Platform.Notifications;

/// <summary>A notification as a mail.</summary>
internal static class NotificationMail
{
    /// <summary>Placeholders every kind has beside its own: the reader's name, the business, the address, the moment.</summary>
    public static readonly string[] Common = ["name", "business", "link", "when"];

    /// <summary>The platform's own subject of a kind, with its placeholders.</summary>
    public static string Subject(NotificationKind kind, TextCatalog texts, Language language) =>
        texts.Get(language, $"notification.{kind.Key}.title");

    /// <summary>The platform's own body of a kind, with its placeholders.</summary>
    public static string Body(NotificationKind kind, TextCatalog texts, Language language) =>
        texts
            .Get(language, "mail.notification.body")
            .Replace("{{about}}", texts.Get(language, $"notification.{kind.Key}.about"), StringComparison.Ordinal);
}
