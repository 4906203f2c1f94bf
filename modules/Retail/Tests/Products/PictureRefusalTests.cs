using System.IO.Compression;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Pictures;
using Niaga.Retail.Tests.Sales;
using Niaga.Testing;
using Shouldly;
using SkiaSharp;
using Xunit;

namespace Niaga.Retail.Tests.Products;

/// <summary>What comes in is told by its bytes, bounded before it is unpacked, refused by name, and then nothing of it is kept.</summary>
public sealed class PictureRefusalTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Wrong =>
        new()
        {
            { "empty", "platform.file_empty" },
            { "text", "pictures.not_readable" },
            { "zip bomb", "pictures.not_readable" },
            { "gif", "pictures.not_readable" },
            { "svg", "pictures.not_readable" },
            { "heic", "pictures.heic" },
            { "heif of many", "pictures.heic" },
            { "jpeg head alone", "pictures.broken" },
            { "jpeg cut off", "pictures.broken" },
            { "png cut off", "pictures.broken" },
            { "webp cut off", "pictures.broken" },
            { "60 000 pixels a side", "pictures.too_many_pixels" },
            { "too many bytes", "pictures.too_large" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task It_is_refused_by_name_and_nothing_is_kept(string what, string code)
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5.00");

        using var answer = await PictureSamples.Send(shop.Client, kopi, Bytes(what));

        (await PictureSamples.CodeOf(answer)).ShouldBe(code);
        answer.StatusCode.ShouldBe(what == "too many bytes" ? HttpStatusCode.RequestEntityTooLarge : HttpStatusCode.BadRequest);
        (await shop.Business.Ask<long>("SELECT count(*) FROM platform.files")).ShouldBe(0);
        (await shop.Business.Ask<long>("SELECT count(*) FROM pictures.pictures")).ShouldBe(0);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public async Task What_is_a_picture_is_taken(SKEncodedImageFormat format)
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5.00");
        await PictureSamples.Add(shop.Client, kopi, PictureSamples.Halves(format: format));
        (await PictureSamples.List(shop.Client, kopi)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(null, "pictures.too_large")]
    // The key's fingerprint covers the body, so the server's own bound speaks first.
    [InlineData("picture-1", "platform.body_too_large")]
    public async Task Three_hundred_megabytes_that_say_they_are_a_JPEG_are_refused_before_they_are_sent(string? key, string code)
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5.00");
        using var body = new Endless(300L * 1024 * 1024);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/products/{kopi}/pictures")
        {
            Content = new StreamContent(body) { Headers = { ContentLength = body.Length } },
            Headers = { ExpectContinue = true },
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);

        using var answer = await shop.Client.SendAsync(request, Cancel);

        (answer.StatusCode, await PictureSamples.CodeOf(answer)).ShouldBe((HttpStatusCode.RequestEntityTooLarge, code));
        body.Position.ShouldBe(0);
    }

    [Fact]
    public async Task Of_a_body_that_does_not_say_how_long_it_is_no_more_is_read_than_may_be()
    {
        using var body = new Endless(300L * 1024 * 1024);
        var read = await app.Services.GetRequiredService<PictureReader>().Read(body, length: null, Cancel);
        read.Refusal!.Code.ShouldBe("pictures.too_large");
        body.Position.ShouldBeLessThan(16 * 1024 * 1024);
    }

    private static byte[] Bytes(string what) =>
        what switch
        {
            "empty" => [],
            "text" => "GPSLatitude"u8.ToArray(),
            "zip bomb" => Zip(),
            "gif" => [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0],
            "svg" => "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray(),
            "heic" => [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0],
            "heif of many" => [0, 0, 0, 24, .. "ftypmsf1"u8, 0, 0, 0, 0],
            "jpeg head alone" => [0xFF, 0xD8, 0xFF, 0xE0, 0, 16],
            "jpeg cut off" => PictureSamples.Noise(1, 200)[..^2000],
            "png cut off" => PictureSamples.Halves(300, 300, SKEncodedImageFormat.Png)[..120],
            "webp cut off" => PictureSamples.Halves(300, 300, SKEncodedImageFormat.Webp)[..60],
            "60 000 pixels a side" => PictureSamples.Claiming(60_000, 60_000),
            "too many bytes" => [0xFF, 0xD8, 0xFF, .. new byte[PictureReader.MostBytes]],
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
        };

    private static byte[] Zip()
    {
        using var kept = new MemoryStream();
        using (var zip = new ZipArchive(kept, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry("kopi.jpg").Open())
        {
            var zeros = new byte[1024 * 1024];
            for (var megabyte = 0; megabyte < 64; megabyte++)
                entry.Write(zeros);
        }
        return kept.ToArray();
    }

    /// <summary>Begins as a JPEG and goes on for as long as it says.</summary>
    private sealed class Endless(long length) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - Position);
            buffer.AsSpan(offset, read).Clear();
            if (Position == 0 && read > 2)
                (buffer[offset], buffer[offset + 1], buffer[offset + 2]) = (0xFF, 0xD8, 0xFF);
            Position += read;
            return read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
