using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;
using Niaga.Platform.Dependencies;
using Niaga.Platform.Work;

namespace Niaga.Platform.Mail;

/// <summary>
/// Sends by SMTP with STARTTLS or TLS; never in the clear. While the server is away or does not let us in, mail waits.
/// </summary>
internal sealed class SmtpMail(IOptions<MailOptions> options, TimeProvider clock, ILogger<SmtpMail> log) : IMail
{
    private const string Name = "The mail server";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly DependencyHealth server = new(new(Name, options.Value.Timeout, Failures: 1, Pause), clock, log);

    public async Task Send(EmailMessage email, CancellationToken cancel)
    {
        using var message = Compose(email, options.Value.From);
        try
        {
            await server.Call(limited => Send(message, limited), IsOutage, cancel);
        }
        catch (SmtpCommandException e) when ((int)e.StatusCode < 500)
        {
            // Not now: a full mailbox, or a server that wants to be asked twice.
            throw new DependencyUnavailableException(Name, reported: false, e);
        }
        catch (SmtpCommandException e)
        {
            throw new PermanentWorkFailure($"the mail server refuses it: {(int)e.StatusCode}");
        }
    }

    private async Task<bool> Send(MimeMessage message, CancellationToken cancel)
    {
        var settings = options.Value;
        using var client = new SmtpClient();
        if (settings.Authority is { Length: > 0 } authority)
            client.ServerCertificateValidationCallback = (_, certificate, _, errors) => IsOf(authority, certificate, errors);
        await client.ConnectAsync(
            settings.Host!,
            settings.Port,
            settings.Port == 465 ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls,
            cancel
        );
        if (settings.User is not null)
            await client.AuthenticateAsync(settings.User, settings.Password ?? "", cancel);
        await client.SendAsync(message, cancel);
        // Taken: how the server says goodbye changes nothing, and must not send it twice.
        return true;
    }

    /// <summary>The whole server is meant, not this message.</summary>
    private static bool IsOutage(Exception e) =>
        e
            is SocketException
                or IOException
                or ProtocolException
                or SslHandshakeException
                or AuthenticationException
                or NotSupportedException
                or ServiceNotAuthenticatedException
                or SmtpCommandException { StatusCode: SmtpStatusCode.ServiceNotAvailable }
                or SmtpCommandException { ErrorCode: SmtpErrorCode.SenderNotAccepted or SmtpErrorCode.UnexpectedStatusCode };

    /// <summary>Signed by the configured authority, for this host.</summary>
    private static bool IsOf(string authority, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;

        using var root = X509CertificateLoader.LoadCertificateFromFile(authority);
        using var server = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(server);
    }

    private static MimeEntity Body(EmailMessage email)
    {
        var parts = new BodyBuilder { TextBody = email.Body };
        foreach (var file in email.Files)
            parts.Attachments.Add(file.Name, file.Content, ContentType.Parse(file.ContentType));
        return parts.ToMessageBody();
    }

    internal static MimeMessage Compose(EmailMessage email, string from)
    {
        var message = new MimeMessage
        {
            Subject = email.Subject,
            MessageId = $"{email.Key}@niaga",
            Body = Body(email),
        };
        message.From.Add(MailboxAddress.Parse(from));
        message.To.Add(MailboxAddress.Parse(email.To));
        if (email.ReplyTo is { } reply)
            message.ReplyTo.Add(MailboxAddress.Parse(reply));
        return message;
    }
}
