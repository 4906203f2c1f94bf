using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Niaga.Platform.Mail;

/// <summary>Sends by SMTP with STARTTLS or TLS; never in the clear.</summary>
internal sealed class SmtpMail(IOptions<MailOptions> options) : IMail
{
    public async Task Send(EmailMessage letter, CancellationToken cancel)
    {
        var settings = options.Value;
        using var message = Compose(letter, settings.From);
        using var client = new SmtpClient { Timeout = 20_000 };
        await client.ConnectAsync(
            settings.Host!,
            settings.Port,
            settings.Port == 465 ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls,
            cancel
        );
        if (settings.User is not null)
            await client.AuthenticateAsync(settings.User, settings.Password ?? "", cancel);
        await client.SendAsync(message, cancel);
        await client.DisconnectAsync(true, cancel);
    }

    internal static MimeMessage Compose(EmailMessage letter, string from)
    {
        var message = new MimeMessage
        {
            Subject = letter.Subject,
            MessageId = $"{letter.Key}@niaga",
            Body = new TextPart("plain") { Text = letter.Body },
        };
        message.From.Add(MailboxAddress.Parse(from));
        message.To.Add(MailboxAddress.Parse(letter.To));
        return message;
    }
}
