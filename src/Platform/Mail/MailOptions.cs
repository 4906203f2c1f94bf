namespace Niaga.Platform.Mail;

/// <summary>Configuration section <c>Mail</c>. Without a host, mail stays in a folder (development).</summary>
public sealed class MailOptions
{
    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>PEM file of the authority that signed the server's certificate; null trusts what the machine trusts.</summary>
    public string? Authority { get; set; }

    /// <summary>Longest time of one message, from connecting on.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    public string From { get; set; } = "Niaga <no-reply@niaga.localhost>";

    /// <summary>Where development mail is kept, as .eml files.</summary>
    public string Folder { get; set; } = ".niaga/mail";
}
