using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Niaga.Retail.Tests.Sales;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Products;

/// <summary>With a scanner no picture is kept unless it says it is clean: over a real socket, in the words of clamd.</summary>
public sealed class PictureScannerTests(PictureScannerTests.App app) : IClassFixture<PictureScannerTests.App>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_clean_is_taken_what_is_infected_is_refused_and_without_a_verdict_nothing_is_taken()
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5.00");
        var picture = PictureSamples.Noise(1, 400);
        await PictureSamples.Add(shop.Client, kopi, picture);
        app.Scanner.Seen.ShouldBe(picture);

        await Refused("infected", HttpStatusCode.BadRequest, "platform.file_infected");
        // A verdict that is none, a hang-up, and nobody there.
        await Refused("limit", HttpStatusCode.ServiceUnavailable, "platform.scanner_away");
        await Refused("hang up", HttpStatusCode.ServiceUnavailable, "platform.scanner_away");
        app.Scanner.Dispose();
        await Refused("gone", HttpStatusCode.ServiceUnavailable, "platform.scanner_away");
        (await PictureSamples.List(shop.Client, kopi)).ShouldHaveSingleItem();
        (await shop.Business.Ask<long>("SELECT count(*) FROM platform.files")).ShouldBe(3);

        async Task Refused(string marker, HttpStatusCode status, string code)
        {
            using var answer = await PictureSamples.Send(
                shop.Client,
                kopi,
                [.. PictureSamples.Halves(), .. Encoding.ASCII.GetBytes(marker)]
            );
            (answer.StatusCode, await PictureSamples.CodeOf(answer)).ShouldBe((status, code), marker);
        }
    }

    public sealed class App : NiagaApp
    {
        internal Clamd Scanner { get; } = new();

        protected override string[] Configuration => ["--Files:Scanner:Host=127.0.0.1", $"--Files:Scanner:Port={Scanner.Port}"];
    }

    /// <summary>Speaks INSTREAM, and judges by how the file ends.</summary>
    internal sealed class Clamd : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);

        public Clamd()
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
            _ = Serve();
        }

        public int Port { get; }

        public byte[] Seen { get; private set; } = [];

        public void Dispose() => listener.Stop();

        private async Task Serve()
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    await Answer(client.GetStream());
                }
            }
            catch (SocketException)
            {
                // Stopped.
            }
        }

        private async Task Answer(NetworkStream stream)
        {
            var command = new byte[10];
            await stream.ReadExactlyAsync(command);
            Encoding.ASCII.GetString(command).ShouldBe("zINSTREAM\0");
            using var kept = new MemoryStream();
            var length = new byte[4];
            while (true)
            {
                await stream.ReadExactlyAsync(length);
                var chunk = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
                if (chunk.Length == 0)
                    break;

                await stream.ReadExactlyAsync(chunk);
                kept.Write(chunk);
            }
            Seen = kept.ToArray();
            var text = Encoding.Latin1.GetString(Seen);
            if (text.EndsWith("hang up", StringComparison.Ordinal))
                return;

            var verdict =
                text.EndsWith("infected", StringComparison.Ordinal) ? "stream: Eicar-Test-Signature FOUND\0"
                : text.EndsWith("limit", StringComparison.Ordinal) ? "INSTREAM size limit exceeded. ERROR\0"
                : "stream: OK\0";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(verdict));
        }
    }
}
