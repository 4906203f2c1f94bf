using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Products;

/// <summary>Price lists as owners have them: from spreadsheets, with all that spreadsheets do to them.</summary>
public sealed class SpreadsheetImportTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static SpreadsheetImportTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Fact]
    public async Task A_name_and_a_price_are_enough_and_a_second_import_changes_rather_than_doubles()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await Import(client, "Nama,Harga\nKopi O,2.50\nTeh Tarik,3.00\n");
        (await shop.Ask<string>("SELECT string_agg(sku || ' ' || name, ',' ORDER BY sku) FROM retail.products")).ShouldBe(
            "P00001 Kopi O,P00002 Teh Tarik"
        );
        await Import(client, "Nama,Harga\nkopi o,2.80\nMilo,3.50\n");
        (await shop.Ask<string>("SELECT string_agg(sku || ' ' || price_sen, ',' ORDER BY sku) FROM retail.products")).ShouldBe(
            "P00001 280,P00002 300,P00003 350"
        );
        var twice = await Import(client, "Nama,Harga\nSirap,1\nSirap,2\n");
        twice.GetProperty("rowsFailed").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData("\"1,200\"", 1_200_000)]
    [InlineData("1 200", 1_200_000)]
    [InlineData("1\u00a0200", 1_200_000)]
    [InlineData("１２", 12_000)]
    [InlineData("12.5", 12_500)]
    public async Task Stock_is_read_as_people_write_it(string cell, long thousandths)
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await Import(client, $"Nama,Harga,Stok\nGula,１,{cell}\n");
        (await shop.Ask<long>("SELECT on_hand FROM trade.stock_levels")).ShouldBe(thousandths);
        (await shop.Ask<long>("SELECT price_sen FROM retail.products")).ShouldBe(100);
    }

    [Theory]
    [InlineData("\"=\"\"0012345678905\"\"\"", "0012345678905")]
    [InlineData("'0012345678905", "0012345678905")]
    [InlineData("9555012345676.00", "9555012345676")]
    [InlineData("012345678905", "0012345678905")] // a UPC is the EAN with a zero in front
    [InlineData("QRT-505", "QRT-505")]
    public async Task A_barcode_is_taken_out_of_what_the_spreadsheet_made_of_it(string cell, string barcode)
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await Import(client, $"Nama,Harga,Barcode\nGula,1,{cell}\n");
        (await shop.Ask<string>("SELECT barcode FROM retail.products")).ShouldBe(barcode);
        if (barcode == "0012345678905")
        {
            foreach (var scanned in new[] { "012345678905", "0012345678905" })
                (await client.GetFromJsonAsync<JsonElement>($"/api/v1/products/lookup?code={scanned}", Cancel))
                    .GetProperty("exact")
                    .GetBoolean()
                    .ShouldBeTrue(scanned);
        }
    }

    [Theory]
    [InlineData("9.55501E+12", "barcode_lost")]
    [InlineData("9556001234567", "check_digit")]
    public async Task A_barcode_that_is_lost_or_mistyped_is_refused_with_a_sentence(string cell, string code)
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        (await Import(client, $"Nama,Harga,Barcode\nGula,1,{cell}\n")).GetProperty("rowsFailed").GetInt32().ShouldBe(1);
        (await shop.Ask<string>("SELECT code FROM imports.import_errors")).ShouldBe(code);
    }

    [Fact]
    public async Task A_title_above_the_headings_is_left_out()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await Import(client, "Senarai Harga 2026,,\n,,\nDikemas kini,1 Jan,\nNama,Harga,Stok\nGula,1.50,3\n");
        (await shop.Ask<string>("SELECT name || ' ' || price_sen FROM retail.products")).ShouldBe("Gula 150");
    }

    [Theory]
    [InlineData("gb18030", "咖啡粉 精选")]
    [InlineData("windows-1252", "Café Latté – à la crème")]
    [InlineData("utf-8", "咖啡 கொப்பி ñ")]
    public async Task Names_come_in_in_the_files_own_characters(string encoding, string name)
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await Import(client, Encoding.GetEncoding(encoding).GetBytes($"Nama,Harga\n{name},1.50\n"));
        (await shop.Ask<string>("SELECT name FROM retail.products")).ShouldBe(name);
    }

    [Fact]
    public async Task Chinese_headings_are_known()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await Import(client, Encoding.GetEncoding("gb18030").GetBytes("商品名称,售价,库存,条码\n咖啡粉,3.50,4,9555012345676\n"));
        (await shop.Ask<string>("SELECT name || '|' || price_sen || '|' || barcode FROM retail.products")).ShouldBe(
            "咖啡粉|350|9555012345676"
        );
        (await shop.Ask<long>("SELECT sum(on_hand)::bigint FROM trade.stock_levels")).ShouldBe(4000);
    }

    [Theory]
    [InlineData("Milo 1 kg,21.90\nGula,3.20\n", true)]
    [InlineData("Nama,Apa-apa\nGula,3.20\n", false)]
    public async Task A_file_whose_first_line_may_be_a_product_is_asked_about(string file, bool asked)
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var id = await ProductImportSteps.Upload(client, Encoding.UTF8.GetBytes(file));
        var now = TimeProvider.System.GetUtcNow();
        var (_, cookie) = await SignedIn.As(app, shop.Owner, now, now);
        client.DefaultRequestHeaders.Authorization = null;
        client.DefaultRequestHeaders.Add("Cookie", cookie + "; niaga.lang=en");
        var page = await client.GetStringAsync($"/{shop.Slug}/products/imports/{id}", Cancel);
        page.Contains("None of these headings is known", StringComparison.Ordinal).ShouldBe(asked);
    }

    [Fact]
    public async Task An_excel_workbook_comes_in_with_its_barcodes_whole()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await Import(client, Workbook());
        (await shop.Ask<string>("SELECT name || '|' || barcode || '|' || price_sen FROM retail.products")).ShouldBe(
            "Gula \"halus\" 1 kg|9555012345676|320"
        );
    }

    [Fact]
    public async Task The_error_file_holds_the_rows_themselves_to_be_mended_and_imported_again()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var import = await Import(client, "Nama,Harga,Pembekal\nGula,1.50,Ali\nGaram,sepuluh,Abu\n");
        var owner = await shop.Client();
        var now = TimeProvider.System.GetUtcNow();
        var (_, cookie) = await SignedIn.As(app, shop.Owner, now, now);
        owner.DefaultRequestHeaders.Authorization = null;
        owner.DefaultRequestHeaders.Add("Cookie", cookie);
        var id = import.GetProperty("id").GetGuid();
        var file = await owner.GetStringAsync($"/{shop.Slug}/products/imports/{id}/errors.csv", Cancel);
        file.ShouldContain("Nama,Harga,Pembekal,");
        file.ShouldContain("Garam,sepuluh,Abu,3,");
        file.ShouldNotContain("Gula");

        await Import(client, file.Replace("sepuluh", "10", StringComparison.Ordinal));
        (await shop.Ask<string>("SELECT string_agg(name || price_sen, ' ' ORDER BY name) FROM retail.products")).ShouldBe(
            "Garam1000 Gula150"
        );
    }

    [Theory]
    [InlineData("Nama,Harga\nGula,1\n\n\nGaram,sepuluh\n", 5)]
    [InlineData("\r\n\r\nNama;Harga\r\n;;\r\nGaram;sepuluh\r\n", 5)]
    [InlineData("Nama,Harga\r\n\"Gula\r\nhalus\",1\r\n\r\nGaram,sepuluh\r\n", 5)]
    [InlineData(null, 6)]
    public async Task A_mistake_is_told_by_the_line_that_an_editor_shows(string? text, int line)
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        // Its first two rows and those above the mistake are empty, as Excel leaves them out.
        const string rows = """
            <row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" t="s"><v>2</v></c></row>
            <row r="6"><c r="A6" t="s"><v>4</v></c><c r="B6" t="s"><v>0</v></c></row>
            """;
        var import = await Import(client, text is null ? Workbook(rows) : Encoding.UTF8.GetBytes(text));
        var wrong = await client.GetFromJsonAsync<JsonElement>(
            $"{ProductImportSteps.Path}/{import.GetProperty("id").GetGuid()}/errors",
            Cancel
        );
        wrong.GetProperty("items").EnumerateArray().ShouldHaveSingleItem().GetProperty("line").GetInt32().ShouldBe(line);
    }

    [Theory]
    [InlineData("1 kg gula")]
    [InlineData("halus gula")]
    [InlineData("gula kg")]
    public async Task Words_are_found_in_any_order(string typed)
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await Import(client, "Nama,Harga\nGula Pasir Halus 1 kg,3.20\nGaram Halus 1 kg,1.20\n");
        var found = await client.GetFromJsonAsync<JsonElement>($"/api/v1/products/lookup?code={Uri.EscapeDataString(typed)}", Cancel);
        found
            .GetProperty("items")
            .EnumerateArray()
            .ShouldHaveSingleItem()
            .GetProperty("name")
            .GetString()
            .ShouldBe("Gula Pasir Halus 1 kg");
        (await ProductsApiTests.Items(client, $"?q={Uri.EscapeDataString(typed)}")).Count.ShouldBe(1);
    }

    private static Task<JsonElement> Import(HttpClient client, string text) => Import(client, Encoding.UTF8.GetBytes(text));

    /// <summary>Uploads, starts and waits for an import of the valid rows.</summary>
    private static async Task<JsonElement> Import(HttpClient client, byte[] content) =>
        await ProductImportSteps.Run(client, await ProductImportSteps.Upload(client, content), "valid-rows");

    private const string TitledRows = """
        <row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="s"><v>2</v>
        </c><c r="C2" t="s"><v>3</v></c></row><row r="3"><c r="A3" t="s"><v>4</v></c><c r="B3"><v>3.2</v></c>
        <c r="C3"><v>9555012345676</v></c></row>
        """;

    /// <summary>A workbook as Excel writes it, by hand: shared strings, numbers as numbers, a title row.</summary>
    private static byte[] Workbook(string rows = TitledRows)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            Add(
                "[Content_Types].xml",
                """
                <?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
                <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
                <Default Extension="xml" ContentType="application/xml"/>
                <Override PartName="/xl/workbook.xml"
                    ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
                <Override PartName="/xl/worksheets/sheet1.xml"
                    ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
                <Override PartName="/xl/sharedStrings.xml"
                    ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>
                </Types>
                """
            );
            Add(
                "_rels/.rels",
                """
                <?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
                <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
                    Target="xl/workbook.xml"/>
                </Relationships>
                """
            );
            Add(
                "xl/workbook.xml",
                """
                <?xml version="1.0"?>
                <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
                    xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
                <sheets><sheet name="Harga" sheetId="1" r:id="rId1"/></sheets></workbook>
                """
            );
            Add(
                "xl/_rels/workbook.xml.rels",
                """
                <?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
                <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
                    Target="worksheets/sheet1.xml"/>
                <Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
                    Target="sharedStrings.xml"/>
                </Relationships>
                """
            );
            Add(
                "xl/sharedStrings.xml",
                """
                <?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>
                <t>Senarai harga</t></si><si><t>Nama</t></si><si><t>Harga</t></si><si><t>Barcode</t></si><si>
                <t>Gula "halus" 1 kg</t></si></sst>
                """
            );
            Add(
                "xl/worksheets/sheet1.xml",
                $"""
                <?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
                {rows}</sheetData></worksheet>
                """
            );

            void Add(string name, string text)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(text);
            }
        }
        return bytes.ToArray();
    }
}
