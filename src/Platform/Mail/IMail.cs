namespace Niaga.Platform.Mail;

/// <summary>The way out for mail. An outside edge: development keeps mail in a folder, production speaks SMTP.</summary>
public interface IMail
{
    /// <summary>
    /// Sends an e-mail; called from background work only. Throws when the server does not take it, and the work tries again.
    /// </summary>
    Task Send(EmailMessage email, CancellationToken cancel);
}

/// <summary>A plain-text mail.</summary>
/// <param name="Key">Stable over attempts: becomes the Message-ID, so that a mailbox shows a repeated e-mail once.</param>
/// <param name="To">Address.</param>
/// <param name="Subject">Subject.</param>
/// <param name="Body">Text; links stand on lines of their own.</param>
public sealed record EmailMessage(string Key, string To, string Subject, string Body)
{
    /// <summary>Where an answer goes, if not to us.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>What comes with it.</summary>
    public IReadOnlyList<EmailFile> Files { get; init; } = [];
}

/// <summary>A file that comes with an e-mail.</summary>
/// <param name="Name">With its ending.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Content">The whole of it.</param>
public sealed record EmailFile(string Name, string ContentType, byte[] Content);
