using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Texts;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Imports;

/// <summary>What no kind of import may fall for: every kind that a manifest names is fed all of it.</summary>
public sealed class AnyImportTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static readonly IReadOnlyList<ImportKind> Kinds = [.. Niaga.Host.Modules.Find().Manifests.SelectMany(m => m.Imports)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> All => [.. Kinds.Select(k => k.Key)];

    static AnyImportTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_cannot_be_read_is_refused_by_name_and_nothing_is_kept(string key)
    {
        var kind = Kinds.Single(k => k.Key == key);
        var shop = await app.SignUpForEveryPage();
        using var client = await shop.Client();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        var import = new ImportSteps(client, "/api/v1/" + kind.Api);
        var headings = string.Join(',', kind.Columns.Select(c => Label(c, kind)));
        var other = Kinds.First(k => k != kind);
        foreach (
            var (what, file, code) in new (string, byte[], string)[]
            {
                ("empty", [], "file_empty"),
                ("blank", "  \r\n \r\n"u8.ToArray(), "empty"),
                ("headings alone", Encoding.UTF8.GetBytes(headings + "\r\n"), "empty"),
                ("a ZIP of something else", Zip(("note.txt", "hello"u8.ToArray())), "not_csv"),
                ("a cut workbook", [.. "PK\u0003\u0004"u8, .. new byte[40]], "not_csv"),
                ("an OLE file that is no workbook", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]], "not_csv"),
                ("a picture", [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. new byte[64]], "not_csv"),
                ("a zip bomb", Bomb(), "unpacks_too_large"),
                ("few texts in many cells", Echo(), "unpacks_too_large"),
                ("ten thousand columns", Encoding.UTF8.GetBytes(headings + new string(',', 10_000) + "\na\n"), "too_many_columns"),
                ("a quote that never closes", Encoding.UTF8.GetBytes(headings + "\nx,\"y\n" + new string('z', 5_000)), "quote_open"),
                ("another kind's export", OneRow(other), "of_another_kind"),
            }
        )
        {
            using var answer = await import.Post(file);
            var said = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Cancel));
            ((int)answer.StatusCode).ShouldBe(400, $"{what}: {said}");
            said.GetProperty("code").GetString()!.ShouldEndWith(code, Case.Sensitive, what);
            var sentence = said.GetProperty("errors")[0].GetProperty("message").GetString();
            sentence.ShouldNotBeNullOrWhiteSpace(what);
            if (code == "of_another_kind")
                // Also what it names is said in the reader's language.
                sentence.ShouldContain(app.Services.GetRequiredService<TextCatalog>().Get(Language.English, "import." + other.Key));
        }
        (await shop.Ask<long>("SELECT count(*) FROM imports.imports")).ShouldBe(0);
        (await shop.Ask<long>("SELECT count(*) FROM platform.files")).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Its_template_comes_in_in_every_encoding_and_odd_cells_are_named(string key)
    {
        var kind = Kinds.Single(k => k.Key == key);
        var shop = await app.SignUpForEveryPage();
        using var client = await shop.Client();
        var import = new ImportSteps(client, "/api/v1/" + kind.Api);
        var text = Encoding.UTF8.GetString(OneRow(kind));
        foreach (
            var file in new byte[][]
            {
                Encoding.UTF8.GetBytes(text),
                [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
                Encoding.Unicode.GetBytes(text),
                Encoding.BigEndianUnicode.GetBytes(text),
                Encoding.GetEncoding(1252).GetBytes(text + "\r\n"),
            }
        )
        {
            var seen = await import.Preview(await import.Upload(file));
            seen.GetProperty("refused").GetInt32().ShouldBe(0, seen.ToString());
            seen.GetProperty("columns").EnumerateObject().Count().ShouldBe(kind.Columns.Count);
        }
        // A heading or two that another kind knows as well are no reason to send a file away.
        var common = string.Join(',', kind.Columns.Where(c => c.Required).Select(c => Label(c, kind)));
        await import.Upload(common + ",type,group,notes,tags\na,1,c,d,e\n");
        // Cells nobody meant: each row is refused with a sentence or read, and none ends the import.
        var odd = new[] { "1e400", "=1+1", "45678", "NaN", "'", "\u202e", "'=cmd|x", new string('9', 400), "\ud83d\ude00" };
        var rows = odd.Select(cell => string.Join(',', kind.Columns.Select(_ => cell)));
        var id = await import.Upload(string.Join('\n', rows.Prepend(text.Split('\n')[0].Trim())));
        var done = await import.Run(id, "valid-rows");
        done.GetProperty("state").GetString().ShouldBe("done");
        var failed = done.GetProperty("rowsFailed").GetInt32();
        failed.ShouldBeGreaterThan(odd.Length / 2);
        (await import.Errors(id)).Select(e => e.Split(' ')[0]).Distinct().Count().ShouldBe(failed);
        foreach (var language in Language.All)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/{kind.Api}/{id}/errors?limit=100")
            {
                Headers = { { "Accept-Language", language.Code } },
            };
            using var answer = await client.SendAsync(request, Cancel);
            answer.EnsureSuccessStatusCode();
        }
    }

    private string Label(ImportColumn column, ImportKind kind) =>
        app.Services.GetRequiredService<TextCatalog>().Get(Language.English, column.TextOf(kind.Key));

    /// <summary>The template, as CSV.</summary>
    private byte[] OneRow(ImportKind kind) =>
        Encoding.UTF8.GetBytes(
            string.Join(',', kind.Columns.Select(c => Label(c, kind)))
                + "\r\n"
                + string.Join(',', kind.Columns.Select(c => $"\"{c.Sample}\""))
                + "\r\n"
        );

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var kept = new MemoryStream();
        using (var archive = new ZipArchive(kept, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.Optimal).Open();
                entry.Write(content);
            }
        }
        return kept.ToArray();
    }

    /// <summary>Small on the way in, 400 MB once unpacked.</summary>
    private static byte[] Bomb()
    {
        using var kept = new MemoryStream();
        using (var archive = new ZipArchive(kept, ZipArchiveMode.Create))
        {
            using var sheet = archive.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
            var nothing = new byte[1024 * 1024];
            for (var megabytes = 0; megabytes < 400; megabytes++)
                sheet.Write(nothing);
        }
        return kept.ToArray();
    }

    /// <summary>A workbook whose few megabytes write one long text into every cell.</summary>
    private static byte[] Echo()
    {
        const string Main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
        const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string Package = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
        var row = "<row>" + string.Concat(Enumerable.Repeat("<c t=\"s\"><v>0</v></c>", 20)) + "</row>";
        var rows = string.Concat(Enumerable.Repeat(row, 500));
        var book = $"<workbook {Main} xmlns:r=\"{Office}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
        return Zip(
            ("_rels/.rels", Xml($"<Relationships {Package}>{Link("r1", "officeDocument", "xl/workbook.xml")}</Relationships>")),
            ("xl/workbook.xml", Xml(book)),
            (
                "xl/_rels/workbook.xml.rels",
                Xml(
                    $"<Relationships {Package}>{Link("r1", "worksheet", "worksheets/sheet1.xml")}"
                        + $"{Link("r2", "sharedStrings", "sharedStrings.xml")}</Relationships>"
                )
            ),
            ("xl/sharedStrings.xml", Xml($"<sst {Main}><si><t>{new string('x', 30_000)}</t></si></sst>")),
            ("xl/worksheets/sheet1.xml", Xml($"<worksheet {Main}><sheetData>{rows}</sheetData></worksheet>"))
        );

        static string Link(string id, string what, string to) => $"<Relationship Id=\"{id}\" Type=\"{Office}/{what}\" Target=\"{to}\"/>";

        static byte[] Xml(string text) => Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + text);
    }
}
