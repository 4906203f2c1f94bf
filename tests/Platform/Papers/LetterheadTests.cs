using System.Buffers.Binary;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Papers.Letterheads;
using Niaga.Papers.Marks;
using Niaga.Papers.Typesetting;
using Niaga.Platform.Texts;
using Niaga.Testing;
using Shouldly;
using SkiaSharp;
using Xunit;

namespace Niaga.Platform.Tests.Papers;

public sealed class LetterheadTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static byte[] Logo(SKEncodedImageFormat format, int side = 40)
    {
        using var bitmap = new SKBitmap(side, side);
        bitmap.Erase(SKColors.DarkGreen);
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>A PNG of a hundred bytes that claims 50,000 × 50,000 pixels: 10 GB once unpacked.</summary>
    private static byte[] Bomb()
    {
        var png = Logo(SKEncodedImageFormat.Png);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 50_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 50_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc(png.AsSpan(12, 17)));
        return png;
    }

    private static uint Crc(ReadOnlySpan<byte> of)
    {
        var crc = uint.MaxValue;
        foreach (var b in of)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }

    private async Task<HttpClient> Browser(TestBusiness business)
    {
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var (_, cookie) = await SignedIn.As(app, business.Owner, now, now);
        var (forgery, token) = SignedIn.Forgery(app, business.Owner);
        var handler = NiagaApp.Handler();
        handler.UseCookies = false;
        var browser = new HttpClient(handler) { BaseAddress = new(app.Address) };
        browser.DefaultRequestHeaders.Add("Cookie", $"{cookie}; {forgery}; niaga.lang=en");
        browser.DefaultRequestHeaders.Add("RequestVerificationToken", token);
        return browser;
    }

    private static async Task<(HttpStatusCode Status, string Text)> Save(
        HttpClient client,
        TestBusiness business,
        byte[]? logo,
        string colour = "#0b6e4f",
        string footer = "Terima kasih",
        string? act = null
    )
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("letterhead"), "_handler" },
            { new StringContent(colour), "Form.Colour" },
            { new StringContent(footer), "Form.Footer" },
        };
        if (act is not null)
            form.Add(new StringContent(act), "Form.Act");
        if (logo is not null)
            form.Add(new ByteArrayContent(logo), "Form.Logo", "logo.jpg");
        using var answer = await client.PostAsync($"/{business.Slug}/settings/letterhead", form, Cancel);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel)));
    }

    private static async Task<Letterhead> Read(TestBusiness business)
    {
        await using var scope = business.Act();
        return (
            await scope
                .ServiceProvider.GetRequiredService<LetterheadQuery>()
                .Read(scope.ServiceProvider.GetRequiredService<Words>(), Cancel)
        ).Head;
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    public async Task Logo_colour_and_footer_are_kept_and_in_the_log(SKEncodedImageFormat format)
    {
        var business = await app.SignUp();
        using var client = await Browser(business);
        var logo = Logo(format);

        (await Save(client, business, logo)).Status.ShouldBeOneOf(HttpStatusCode.Redirect, HttpStatusCode.SeeOther, HttpStatusCode.Found);

        var head = await Read(business);
        (head.Colour, head.Footer).ShouldBe((0x0B6E4F, "Terima kasih"));
        head.Logo.ShouldBe(logo);
        (await business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'papers.letterhead_changed'")).ShouldBe(1);

        // A second logo leaves no file of the first behind.
        await Save(client, business, Logo(format, 60));
        (await business.Ask<long>("SELECT count(*) FROM platform.files")).ShouldBe(1);
    }

    public static TheoryData<string, string> NoPictures =>
        new()
        {
            { "empty", "That file is empty" },
            { "text", "whole PNG or JPEG" },
            { "cut", "whole PNG or JPEG" },
            { "bomb", "whole PNG or JPEG" },
            { "svg", "whole PNG or JPEG" },
            { "large", "at most 512 KB" },
        };

    [Theory]
    [MemberData(nameof(NoPictures))]
    public async Task What_is_no_picture_or_too_large_is_refused_by_name_and_nothing_is_kept(string kind, string sentence)
    {
        var business = await app.SignUp();
        using var client = await Browser(business);
        var picture = kind switch
        {
            "empty" => [],
            "text" => [0xFF, 0xD8, 0xFF, .. "not a picture at all"u8],
            "cut" => Logo(SKEncodedImageFormat.Png, 300)[..^40],
            "bomb" => Bomb(),
            "svg" => Encoding.UTF8.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"),
            _ => [.. Logo(SKEncodedImageFormat.Jpeg), .. new byte[600 * 1024]],
        };

        var (status, text) = await Save(client, business, picture, act: null);

        status.ShouldBe(HttpStatusCode.OK);
        text.ShouldContain(sentence);
        (await Save(client, business, picture, act: "preview")).Text.ShouldContain(sentence);
        (await business.Ask<long>("SELECT count(*) FROM platform.files")).ShouldBe(0);
        (await business.Ask<long>("SELECT count(*) FROM papers.letterheads")).ShouldBe(0);
    }

    [Fact]
    public async Task An_empty_file_as_the_businesses_own_logo_says_so_too()
    {
        var business = await app.SignUp();
        using var client = await Browser(business);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("business"), "_handler" },
            { new ByteArrayContent([]), "Form.Logo", "logo.png" },
        };
        using var answer = await client.PostAsync($"/{business.Slug}/settings", form, Cancel);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("That file is empty");
    }

    [Fact]
    public void A_font_that_is_not_beside_the_program_is_named() =>
        Should.Throw<FileNotFoundException>(() => Face.Read("latin-100.woff")).Message.ShouldContain("fonts/latin-100.woff is missing");

    [Fact]
    public void A_bomb_is_told_before_it_is_unpacked()
    {
        Picture.TypeOf(Bomb()).ShouldBeNull();
        Picture.TypeOf(Logo(SKEncodedImageFormat.Png, Picture.MostPixelsASide)).ShouldBe("image/png");
        Picture.TypeOf(Logo(SKEncodedImageFormat.Png, Picture.MostPixelsASide + 1)).ShouldBeNull();
    }

    [Fact]
    public async Task A_body_of_hundreds_of_megabytes_is_not_taken_in()
    {
        var business = await app.SignUp();
        using var client = await Browser(business);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{business.Slug}/settings/letterhead")
        {
            Content = new MultipartFormDataContent { { new ByteArrayContent(new byte[64 * 1024 * 1024]), "Form.Logo", "logo.jpg" } },
        };
        request.Headers.ExpectContinue = true;
        using var answer = await client.SendAsync(request, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("red", "Choose a colour")]
    [InlineData("#12345", "Choose a colour")]
    [InlineData("#ffff00", "too pale")]
    public async Task A_colour_that_is_none_or_cannot_be_read_is_refused(string colour, string sentence)
    {
        var business = await app.SignUp();
        using var client = await Browser(business);
        (await Save(client, business, null, colour)).Text.ShouldContain(sentence);
        (await business.Ask<long>("SELECT count(*) FROM papers.letterheads")).ShouldBe(0);
    }

    [Fact]
    public async Task A_footer_as_long_as_a_page_is_refused()
    {
        var business = await app.SignUp();
        using var client = await Browser(business);
        var lines = string.Join('\n', Enumerable.Repeat("a", ChangeLetterhead.MostFooterLines));
        (await Save(client, business, null, footer: lines + "\na")).Text.ShouldContain("Use at most 8 lines.");
        (await business.Ask<long>("SELECT count(*) FROM papers.letterheads")).ShouldBe(0);
        (await Save(client, business, null, footer: lines)).Status.ShouldNotBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_preview_shows_what_is_typed_and_keeps_nothing()
    {
        var business = await app.SignUp();
        using var client = await Browser(business);

        var (status, text) = await Save(client, business, Logo(SKEncodedImageFormat.Png), act: "preview");

        status.ShouldBe(HttpStatusCode.OK);
        text.ShouldContain("data:image/png;base64,");
        text.ShouldContain("not saved yet");
        (await business.Ask<long>("SELECT count(*) FROM papers.letterheads")).ShouldBe(0);
        (await business.Ask<long>("SELECT count(*) FROM platform.files")).ShouldBe(0);
    }
}
