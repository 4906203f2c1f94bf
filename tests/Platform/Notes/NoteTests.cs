using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Delivery;
using Niaga.Notes;
using Niaga.Platform.Notifications;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Notifications;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Notes;

/// <summary>People talk about records they may see; files are what their bytes say.</summary>
public sealed class NoteTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_comment_tells_who_may_see_the_record_and_nobody_else_and_can_be_edited_and_brought_back()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var record = await Product(client);
        var seller = await app.Hire(shop, "staff", "Nur Aisyah");
        var blind = await app.MakeRole(shop, "Kosong", "platform.members.view");
        var other = await app.Hire(shop, $"custom.{blind}", "Tan Mei Ling");

        (await People(client, record)).ShouldBe(["Nur Aisyah", "Siti Owner"], ignoreOrder: true);
        var id = await Comment(client, record, "@Nur Aisyah dan @Tan Mei Ling, semak.\r\nhttps://example.com/a.");
        (await Mentioned(shop)).ShouldBe([seller.Person.Value]);
        using (var same = await client.PatchAsJsonAsync($"{record}/notes/{id}", new { text = "@nur aisyah, semak lagi" }))
            same.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Mentioned(shop)).ShouldBe([seller.Person.Value], "told once");
        await Until.True(() => app.MailsTo(seller.Email).Count == 1, "the mail has gone");
        app.MailsTo(seller.Email)[0].Subject.ShouldBe("Siti Owner mentioned you: Milo");
        app.MailsTo(seller.Email)[0].TextBody!.ShouldContain("semak");
        app.MailsTo(other.Email).ShouldBeEmpty();
        (await shop.Ask<string>("SELECT path FROM platform.notifications")).ShouldBe($"{record["/api/v1/".Length..]}#notes");

        var shown = await Items(client, record);
        shown.Length.ShouldBe(1);
        shown[0]["text"]!.ToString().ShouldBe("@nur aisyah, semak lagi");
        shown[0]["editedAt"].ShouldNotBeNull();
        using (var gone = await client.DeleteAsync($"{record}/notes/{id}"))
            gone.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Items(client, record)).ShouldBeEmpty();
        using (var back = await client.PostAsync($"{record}/notes/{id}/restore", null))
            back.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Items(client, record)).Length.ShouldBe(1);
        (
            await shop.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action LIKE 'notes.%' AND after::text LIKE '%semak%'")
        ).ShouldBe(0, "the log cannot forget, so it is not told");
        foreach (var text in new[] { "", "  \n ", new string('x', 4001) })
        {
            using var refused = await client.PostAsJsonAsync(record + "/notes", new { text });
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task A_mention_follows_what_the_person_chose_and_may_see_and_what_became_of_the_comment()
    {
        var cancel = TestContext.Current.CancellationToken;
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var record = await Product(client);
        var blind = await app.MakeRole(shop, "Kosong", "platform.members.view");
        var (stays, leaves) = (await app.Hire(shop, "staff", "Ali"), await app.Hire(shop, "staff", "Bala"));
        foreach (var member in new[] { stays, leaves })
            (await app.As(shop, member.Person, r => ChooseNotifications.Do(r, new("daily"), cancel))).Refusal.ShouldBeNull();

        var gone = await Comment(client, record, "@Ali @Bala salah harga");
        var edited = await Comment(client, record, "@Ali @Bala kira rak");
        await Until.True(
            async () => await shop.Ask<long>("SELECT count(*) FROM platform.notification_deliveries WHERE state = 'digest'") == 4,
            "they are collected"
        );
        var mine = await shop.Ask<Guid>(
            $"SELECT notification_id FROM platform.notifications WHERE person_id = '{leaves.Person}' ORDER BY notification_id LIMIT 1"
        );
        (await Lost(leaves)).ShouldBeFalse();
        await app.Tell(shop, $"UPDATE platform.memberships SET role = 'custom.{blind}' WHERE person_id = '{leaves.Person}'");
        await Until.True(() => Lost(leaves), "who may not see the product has lost it");
        using (var answer = await client.DeleteAsync($"{record}/notes/{gone}", cancel))
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using (var answer = await client.PatchAsJsonAsync($"{record}/notes/{edited}", new { text = "@Ali kira stor" }, cancel))
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await shop.Ask<long>("SELECT count(*) FROM platform.notifications WHERE details LIKE '%salah%' OR details LIKE '%rak%'")).ShouldBe(
            0,
            "what is no longer said is not repeated"
        );

        await shop.Due(SendDigest.Kind);
        await Until.True(
            async () =>
                await shop.Ask<string>(
                    """
                    SELECT string_agg(state || ' ' || coalesce(reason, ''), ',' ORDER BY state, reason)
                    FROM platform.notification_deliveries
                    """
                ) == "dropped not_theirs,dropped settled,dropped settled,sent ",
            "only what is of use goes"
        );
        var mail = app.MailsTo(stays.Email).ShouldHaveSingleItem();
        mail.TextBody!.ShouldContain("@Ali kira stor");
        mail.TextBody!.ShouldNotContain("salah");
        app.MailsTo(leaves.Email).ShouldBeEmpty();

        using (var answer = await client.PostAsync($"{record}/notes/{gone}/restore", null, cancel))
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (
            await shop.Ask<long>("SELECT count(*) FROM platform.notifications WHERE dealt_at IS NULL AND details LIKE '%salah harga%'")
        ).ShouldBe(1, "it is back, and told to who may see it");

        async Task<bool> Lost(Staff.Member member) =>
            (await app.As(shop, member.Person, r => MarkNotifications.Do(r, new([mine], false), cancel))).Refusal?.Code
            == "platform.not_found";
    }

    [Theory]
    [InlineData("resit.pdf", "%PDF-1.7 x", "resit.pdf", "application/pdf")]
    [InlineData("../../etc/nota.exe", "beras 10 kg\n", "nota.exe.txt", "text/plain")]
    [InlineData("harga.csv", "sku,harga\n1,2\n", "harga.csv", "text/plain")]
    [InlineData("page.txt", "<html><script>alert(1)</script>", null, "notes.file_kind")]
    [InlineData("prog.pdf", "MZ\0\0", null, "notes.file_kind")]
    [InlineData("kosong.txt", "", null, "platform.file_empty")]
    public async Task A_file_is_what_its_bytes_say_and_is_only_ever_saved(string name, string content, string? kept, string type)
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var record = await Product(client);
        using var answer = await Attach(client, record, name, Encoding.UTF8.GetBytes(content));
        if (kept is null)
        {
            (await answer.Content.ReadAsStringAsync()).ShouldContain(type);
            ((int)answer.StatusCode).ShouldBeInRange(400, 499);
            (await shop.Ask<long>("SELECT count(*) FROM platform.files")).ShouldBe(0);
            return;
        }
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        var id = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["id"];
        using var file = await client.GetAsync($"/api/v1/attachments/{id}");
        file.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        file.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        file.Content.Headers.ContentDisposition.FileName!.Trim('"').ShouldBe(kept);
        file.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        (await file.Content.ReadAsStringAsync()).ShouldBe(content);

        using (var gone = await client.DeleteAsync($"{record}/attachments/{id}"))
            gone.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using (var none = await client.GetAsync($"/api/v1/attachments/{id}"))
            none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using (var back = await client.PostAsync($"{record}/attachments/{id}/restore", null))
            back.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Items(client, record)).Single()["kind"]!.ToString().ShouldBe("file");
    }

    [Fact]
    public void Office_files_are_told_by_what_is_in_them_and_macros_are_refused()
    {
        FileContent.Read("a.bin", Zip("[Content_Types].xml", "xl/workbook.xml")).Value.Name.ShouldBe("a.bin.xlsx");
        FileContent.Read("a.docx", Zip("[Content_Types].xml", "word/document.xml")).Value.Name.ShouldBe("a.docx");
        FileContent
            .Read("a.docx", Zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"))
            .Refusal!.Code.ShouldBe("notes.file_macros");
        FileContent.Read("a.docx", Zip("word/document.xml")).Refusal!.Code.ShouldBe("notes.file_kind");
        FileContent.Read("a.docx", [(byte)'P', (byte)'K', 3, 4, 0]).Refusal!.Code.ShouldBe("notes.file_kind");
        FileContent.Read("a.txt", new byte[FileContent.MostBytes + 1]).Refusal!.Code.ShouldBe("notes.file_too_large");
        Mentions.Names("hai @Alina", "Ali").ShouldBeFalse();
        Mentions.Names("a@Ali.com", "Ali").ShouldBeFalse();
        Mentions.Names("(@ali)", "Ali").ShouldBeTrue();
    }

    [Fact]
    public async Task What_others_wrote_only_the_owner_takes_away_and_a_reader_writes_nothing()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var record = await Product(client);
        var id = Guid.Parse(await Comment(client, record, "Harga naik"));
        var product = Guid.Parse(record.Split('/')[^1]);
        var kind = Niaga.Trade.Customers.CustomerNotes.Kind;
        var staff = (await app.Hire(shop, "staff")).Person;
        var reader = (await app.Hire(shop, "read-only")).Person;
        var ofProduct = app.Services.GetServices<NoteKind>().Single(k => k.Subject == "retail.product");
        var cancel = TestContext.Current.CancellationToken;
        (
            await app.As<Niaga.Platform.Refusals.Done>(shop, staff, r => ShowComment.Do(r, new(ofProduct, product, id, false), cancel))
        ).Refusal!.Code.ShouldBe("notes.not_yours");
        (
            await app.As<Niaga.Platform.Refusals.Done>(shop, staff, r => EditComment.Do(r, new(ofProduct, product, id, "x"), cancel))
        ).Refusal!.Code.ShouldBe("notes.not_yours");
        (await app.As<Guid>(shop, reader, r => WriteComment.Do(r, new(ofProduct, product, "x"), cancel))).Refusal!.Code.ShouldBe(
            "platform.forbidden"
        );
        (await app.As<Guid>(shop, staff, r => WriteComment.Do(r, new(kind, product, "x"), cancel))).Refusal!.Code.ShouldBe(
            "platform.not_found",
            "a product is no customer"
        );
        (await app.As<Guid>(shop, staff, r => WriteComment.Do(r, new(ofProduct, product, "Ya"), cancel))).Refusal.ShouldBeNull();
        var theirs = (await Items(client, record))[^1]["id"]!.ToString();
        using var owner = await client.DeleteAsync($"{record}/notes/{theirs}");
        owner.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static async Task<string> Product(HttpClient client)
    {
        using var made = await client.PostAsJsonAsync("/api/v1/products", new { name = "Milo", price = "4.50" });
        return "/api/v1/products/" + (await made.Content.ReadFromJsonAsync<JsonNode>())!["id"];
    }

    private static async Task<string> Comment(HttpClient client, string record, string text)
    {
        using var answer = await client.PostAsJsonAsync(record + "/notes", new { text });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["id"]!.ToString();
    }

    private static async Task<JsonNode[]> Items(HttpClient client, string record) =>
        [.. (await client.GetFromJsonAsync<JsonNode>(record + "/notes"))!["items"]!.AsArray().Select(n => n!)];

    private static async Task<string[]> People(HttpClient client, string record) =>
        [.. (await client.GetFromJsonAsync<JsonNode>(record + "/notes/people"))!["names"]!.AsArray().Select(n => n!.ToString())];

    private static Task<HttpResponseMessage> Attach(HttpClient client, string record, string name, byte[] content) =>
        client.PostAsync(
            $"{record}/attachments?name={Uri.EscapeDataString(name)}",
            new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } }
        );

    private static Task<Guid[]> Mentioned(TestBusiness shop) =>
        shop.Ask<Guid[]>("SELECT coalesce(array_agg(person_id), '{}') FROM notes.mentions");

    private static byte[] Zip(params string[] entries)
    {
        using var kept = new MemoryStream();
        using (var zip = new ZipArchive(kept, ZipArchiveMode.Create))
            foreach (var entry in entries)
                zip.CreateEntry(entry);
        return kept.ToArray();
    }
}
