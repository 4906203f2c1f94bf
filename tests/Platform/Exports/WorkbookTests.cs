using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Exports;
using Niaga.Platform.Modules;
using Niaga.Platform.Values;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Exports;

/// <summary>Niaga with lists of cells that a file can go wrong at.</summary>
public sealed class ExportApp : NiagaApp
{
    internal static readonly DateTimeOffset Moment = new(2026, 11, 28, 17, 5, 6, TimeSpan.Zero);

    protected override IEnumerable<Manifest> MoreManifests =>
        [
            new()
            {
                Key = "probe",
                Assembly = typeof(ExportApp).Assembly,
                Parts = typeof(Parts),
            },
        ];

    internal sealed class Parts : IModuleStartup
    {
        public void AddServices(IServiceCollection services) { }

        public void MapApi(IEndpointRouteBuilder api) { }

        public void MapFiles(IEndpointRouteBuilder site)
        {
            site.MapExport("/probe/texts", () => List(rows: null, Texts), PlatformPermissions.WorkspaceOpen, "platform.members_exported");
            site.MapExport("/probe/long", () => List(1_048_576, [""]), PlatformPermissions.WorkspaceOpen, "platform.members_exported");
            site.MapExport("/probe/fits", () => List(1_048_575, [""]), PlatformPermissions.WorkspaceOpen, "platform.members_exported");
        }

        private static ExportFile List(int? rows, string[] texts) =>
            new(
                "probe-[2026]",
                rows,
                ExportTable.Of<string>(
                    [
                        new("Text", text => text),
                        new("=Whole", _ => 7),
                        new("Money", _ => Money.FromSen(-123_456)),
                        new("Quantity", _ => Quantity.FromThousandths(1250)),
                        new("Day", _ => new DateOnly(2026, 11, 29)),
                        new("Time", _ => ExportCell.TimeOf(Moment)),
                        new("Instant", _ => ExportCell.InstantOf(Moment)),
                        new("Empty", _ => (Money?)null),
                    ],
                    texts
                )
            );
    }

    internal static readonly string[] Texts =
    [
        "Kopi",
        "=HYPERLINK(\"http://example.com\")",
        "+1",
        "-1",
        "@SUM(A1)",
        "'apostrophe",
        "\u0001control\u001f",
        "two\nlines",
        "<b>&amp;</b>",
        "சர்க்கரை 白糖",
        new('x', 40_000),
    ];
}

/// <summary>One list, two files: what a spreadsheet can count with is given to it as such, and no text becomes a formula.</summary>
public sealed class WorkbookTests(ExportApp app) : IClassFixture<ExportApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Amounts_days_and_times_are_numbers_with_a_format()
    {
        var row = (await Workbook("probe/texts.xlsx")).Rows[1];
        row[0].ShouldBe(new("Kopi", null, null));
        row[1].Number.ShouldBe(7);
        row[2].ShouldBe(new(null, -1234.56m, "#,##0.00"));
        row[3].ShouldBe(new(null, 1.25m, "#,##0.###"));
        // Days since 30 December 1899, as every spreadsheet counts.
        row[4].ShouldBe(new(null, 46_355m, "yyyy-mm-dd"));
        Math.Round(row[5].Number!.Value * 86_400).ShouldBe(3906);
        row[5].Format.ShouldBe("hh:mm:ss");
        Math.Round((row[6].Number!.Value - 46_355) * 86_400).ShouldBe(3906);
        row.ElementAtOrDefault(7)?.Number.ShouldBeNull();
    }

    [Fact]
    public async Task Headings_stay_in_sight_and_can_be_filtered_by()
    {
        var shop = await app.SignUp();
        using var browser = await Browser(shop);
        var book = new TestWorkbook(await browser.GetByteArrayAsync("settings/members.xlsx", Cancel));
        book.Frozen.ShouldBe("1");
        book.Filter.ShouldBe("A1:F2");
        book.Rows.Count.ShouldBe(2);
        book.Rows[1][1].Text.ShouldBe(shop.Email);
    }

    [Fact]
    public async Task Text_is_text_whatever_it_begins_with()
    {
        var book = await Workbook("probe/texts.xlsx");
        book.HasFormula.ShouldBeFalse();
        book.Rows[0][1].Text.ShouldBe("=Whole");
        var texts = book.Rows.Skip(1).Select(r => r[0].Text!).ToArray();
        texts[..6].ShouldBe(ExportApp.Texts[..6]);
        texts[6].ShouldBe("control");
        texts[7..10].ShouldBe(ExportApp.Texts[7..10]);
        texts[10].Length.ShouldBe(32_767);
        texts[10][^1].ShouldBe('…');

        using var browser = await Browser(await app.SignUp());
        var csv = await browser.GetStringAsync("probe/texts.csv", Cancel);
        foreach (var text in (string[])["=HYPERLINK", "+1", "-1", "@SUM", "'apostrophe"])
            csv.ShouldContain("'" + text);
        csv.ShouldContain("\"two\nlines\"");
        csv.ShouldContain(",-1234.56,1.25,2026-11-29,01:05:06,2026-11-29 01:05:06,");
        csv.Split("\r\n")[0].ShouldEndWith(",'=Whole,Money,Quantity,Day,Time,Instant,Empty");
    }

    [Fact]
    public async Task What_no_sheet_holds_is_refused_before_it_begins_and_comes_as_csv()
    {
        var shop = await app.SignUp();
        using var browser = await Browser(shop);
        using var refused = await browser.GetAsync("probe/long.xlsx", Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync(Cancel)).ShouldContain("An Excel sheet holds about a million rows");
        (await shop.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action LIKE '%exported'")).ShouldBe(0);
        foreach (var path in (string[])["long.csv", "fits.xlsx"])
        {
            using var given = await browser.GetAsync("probe/" + path, Cancel);
            given.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            given.Content.Headers.ContentDisposition!.FileName!.Trim('"').ShouldBe("probe-[2026]." + path.Split('.')[1]);
        }
        var taken =
            "SELECT string_agg(after::jsonb->>'file', ' ' ORDER BY entry_id) FROM platform.audit_entries WHERE action LIKE '%exported'";
        (await shop.Ask<string>(taken)).ShouldBe("probe-[2026].csv probe-[2026].xlsx");
    }

    [Fact]
    public void Every_list_that_leaves_as_csv_leaves_as_a_workbook_under_the_same_rights()
    {
        var exports = app
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<TakesDataOut>() is not null && e.Metadata.GetMetadata<ExportFormat>() is not null)
            .ToArray();
        string[] Of(ExportFormat format) =>
            [
                .. exports
                    .Where(e => e.Metadata.GetMetadata<ExportFormat>() == format)
                    .Select(e =>
                        $"{e.RoutePattern.RawText![..^(format.Ending.Length + 1)]} {e.Metadata.GetMetadata<NeedsAttribute>()!.Permission} "
                        + e.Metadata.GetMetadata<TakesDataOut>()!.Action
                    )
                    .Order(StringComparer.Ordinal),
            ];
        Of(ExportFormat.Csv).Length.ShouldBeGreaterThan(6);
        Of(ExportFormat.Xlsx).ShouldBe(Of(ExportFormat.Csv));
    }

    private async Task<TestWorkbook> Workbook(string path)
    {
        using var browser = await Browser(await app.SignUp());
        return new(await browser.GetByteArrayAsync(path, Cancel));
    }

    private async Task<HttpClient> Browser(TestBusiness shop)
    {
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var (_, cookie) = await SignedIn.As(app, shop.Owner, now, now);
        var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new($"{app.Address}/{shop.Slug}/") };
        browser.DefaultRequestHeaders.Add("Cookie", $"{cookie}; niaga.lang=en");
        return browser;
    }
}
