using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Niaga.Platform.Tests.Dependencies;

/// <summary>SMTP with STARTTLS on loopback, as much of RFC 5321 as taking a message needs.</summary>
internal sealed class TestMailServer : IAsyncDisposable
{
    private readonly X509Certificate2 certificate;

    public TestMailServer()
    {
        Server = new(Talk);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Authority, made.ExportCertificatePem());
        certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public TestTcpServer Server { get; }

    /// <summary>File of the certificate to trust.</summary>
    public string Authority { get; } = Path.GetTempFileName();

    /// <summary>Messages taken, with their headers.</summary>
    public ConcurrentQueue<string> Taken { get; } = new();

    /// <summary>What it says to a recipient.</summary>
    public string Recipient { get; set; } = "250 yes";

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        certificate.Dispose();
        File.Delete(Authority);
    }

    private async Task Talk(Stream stream, CancellationToken cancel)
    {
        var (reader, writer) = Over(stream);
        await writer.WriteLineAsync("220 localhost");
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await writer.WriteLineAsync(stream is SslStream ? "250 localhost" : "250-localhost\r\n250 STARTTLS");
                    break;
                case "STARTTLS":
                    await writer.WriteLineAsync("220 go");
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancel);
                    stream = secure;
                    (reader, writer) = Over(stream);
                    break;
                case "RCPT":
                    await writer.WriteLineAsync(Recipient);
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go");
                    var message = new StringBuilder();
                    while (await reader.ReadLineAsync(cancel) is { } text and not ".")
                        message.AppendLine(text);
                    Taken.Enqueue(message.ToString());
                    await writer.WriteLineAsync("250 taken");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 yes");
                    break;
            }
        }
    }

    private static (StreamReader, StreamWriter) Over(Stream stream) =>
        (new(stream, Encoding.ASCII), new(stream, Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true });
}
