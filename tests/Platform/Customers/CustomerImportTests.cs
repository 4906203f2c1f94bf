using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Niaga.Imports;
using Niaga.Platform.Callers;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.UseCases;
using Niaga.Testing;
using Niaga.Trade;
using Niaga.Trade.Customers.Import;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Customers;

/// <summary>A list of customers comes in: as people in Malaysia keep it, as our own export writes it, and is taken back.</summary>
public sealed class CustomerImportTests(CustomerImportTests.App app) : IClassFixture<CustomerImportTests.App>
{
    private const string Path = "/api/v1/customer-imports";

    /// <summary>All a business says of its customers, but when it said so.</summary>
    private static readonly string State = $"""
        SELECT string_agg(concat_ws('|', c.kind, {Of("name")}, {Of("tin")}, {Of("identity")}, {Of("registration")}, {Of(
            "note"
        )}, g.name, c.credit_limit_sen,
            c.archived_at IS NOT NULL, c.merged_into IS NOT NULL,
            (SELECT string_agg(concat(x.kind, {TestBusiness.Closed("trade.customer_contacts.value", "x.value", "x.contact_id")}, x.shared),
                ',' ORDER BY x.kind, x.place, x.value_key) FROM trade.customer_contacts x WHERE x.customer_id = c.customer_id),
            (SELECT string_agg(concat_ws('/', {Part("label")}, {Part("line1")}, {Part("line2")}, {Part("postcode")}, {Part("town")},
                a.state), ',' ORDER BY a.place) FROM trade.customer_addresses a WHERE a.customer_id = c.customer_id),
            (SELECT string_agg(t.tag, ',' ORDER BY t.tag) FROM trade.customer_tags t WHERE t.customer_id = c.customer_id),
            (SELECT string_agg(w.token::text, ' ' ORDER BY w.token) FROM trade.customer_tokens w WHERE w.customer_id = c.customer_id)
            ), E'\n' ORDER BY c.customer_id)
        FROM trade.customers c LEFT JOIN trade.customer_groups g ON g.group_id = c.group_id WHERE c.archived_at IS NULL
        """;

    private static string Of(string column) => TestBusiness.Closed("trade.customers." + column, "c." + column, "c.customer_id");

    private static string Part(string column) => TestBusiness.Closed("trade.customer_addresses." + column, "a." + column, "a.address_id");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_as_a_shop_keeps_it_comes_in_and_says_nothing_to_the_log()
    {
        using var book = await CustomerBook.Open(app);
        var import = new ImportSteps(book.Client, Path);

        var done = await import.Bring(
            "Nama Pelanggan;No. Tel;Emel;Jenis;Kategori;Tag;Alamat;Poskod;Bandar;Negeri;Had kredit;Catatan\n"
                + "Aminah Zulaikha;012-345 6789 / 03-2161 2345;AMINAH@contoh.my;individu;Borong;VIP, Katering;"
                + "12, Jalan Melati;5000;Alor Setar;Kedah;1.500,50;\"Baris satu\nbaris dua\"\n"
                + "Syarikat Makmur;60123456701;;Syarikat;borong;;;;;;;\n"
                + "Tan Mei Ling;123456702 atau +65 6123 4567;;;;;Blok A;53100;;W.P. Kuala Lumpur;;\n"
                + "Tiada Satu;-;;;;;;;;;;\nTiada Dua;Tiada;;;;;;;;;;\nTiada Tiga;N/A;;;;;;;;;;\nTiada Empat;n.a.;;;;;;;;;;\n"
                + "Berlabel;HP: 012-3456709 / Rumah: (03) 2161 2346;;;;;;;;;;\nBercatatan;0123456710 (WhatsApp);;;;;;;;;;\n"
        );

        (done.Created, done.Updated).ShouldBe((9, 0));
        var said = await book.Business.AskOpened(State);
        foreach (
            var part in new[]
            {
                "person|Aminah Zulaikha|Baris satu\nbaris dua|Borong|150050|",
                "phone+60123456789f,phone+60321612345",
                "emailAMINAH@contoh.myf",
                "12, Jalan Melati/05000/Alor Setar/02|Katering,VIP",
                "company|Syarikat Makmur|Borong|",
                "phone+60123456701f|",
                "phone+60123456702f,phone+6561234567",
                "Blok A/53100/14",
                "|Tiada Empat|f|f|",
                "phone+60123456709f,phone+60321612346",
                "phone+60123456710f",
            }
        )
            said.ShouldContain(part, Case.Sensitive);
        (await book.Business.Ask<long>("SELECT count(*) FROM trade.customer_groups")).ShouldBe(1);
        (await book.LookUp("6789")).ShouldBe(["Aminah Zulaikha"]);
        (await book.Business.Ask<long>("SELECT count(*) FROM trade.customer_consents")).ShouldBe(0);
        (await book.Business.Ask<long>("SELECT count(*) FROM platform.files")).ShouldBe(0);
        var audited = await book.Business.Ask<string>("SELECT string_agg(coalesce(after::text, ''), ' ') FROM platform.audit_entries");
        var logged = string.Join('\n', app.Log.Lines.Select(l => l.Text)) + audited;
        foreach (var personal in new[] { "Zulaikha", "123456789", "aminah@", "Jalan Melati", "Baris satu" })
            logged.ShouldNotContain(personal, Case.Insensitive);
    }

    [Fact]
    public async Task An_export_comes_back_and_changes_nothing()
    {
        using var book = await CustomerBook.Open(app);
        await book.Add(
            new
            {
                name = "Kilang \"Maju\"; Sdn Bhd",
                kind = "company",
                phones = new[] { "03-2161 2345", "+65 6123 4567" },
                emails = new[] { "akaun@maju.my", "bos@maju.my" },
                tin = "C20880050010",
                identity = "000214-10-5566",
                registration = "202001034567",
                group = "Borong",
                tags = new[] { "vip", "tunai" },
                creditLimit = "1500.50",
                note = "=SUM(A1)\nbaris dua",
                addresses = new[]
                {
                    new
                    {
                        label = "Stor",
                        line1 = "-1, Jalan Kilang",
                        line2 = (string?)"Taman Maju",
                        postcode = "05000",
                        town = "Alor Setar",
                        state = "02",
                    },
                    new
                    {
                        label = "Pejabat",
                        line1 = "9, Jalan Dua",
                        line2 = (string?)null,
                        postcode = "53100",
                        town = "Kuala Lumpur",
                        state = "14",
                    },
                },
            }
        );
        await book.Add("=Hanya nama");
        await book.Add("Ibu", "012-345 6789");
        await book.Add(
            new
            {
                name = "Anak",
                phones = new[] { "012-345 6789" },
                shared = true,
            }
        );
        var before = await book.Business.AskOpened(State);
        var import = new ImportSteps(book.Client, Path);
        var now = TimeProvider.System.GetUtcNow();
        var (_, cookie) = await SignedIn.As(app, book.Business.Owner, now, now);
        using var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new(app.Address) };
        foreach (var (language, ending) in new[] { ("en", "csv"), ("ms", "csv"), ("ms", "xlsx") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/{book.Business.Slug}/customers.{ending}")
            {
                Headers = { { "Cookie", $"{cookie}; niaga.lang={language}" } },
            };
            using var answer = await browser.SendAsync(request, Cancel);
            answer.EnsureSuccessStatusCode();
            var done = await import.Bring(await answer.Content.ReadAsByteArrayAsync(Cancel));
            (done.Created, done.Updated).ShouldBe((0, 4), $"{language} {ending}");
            (await book.Business.AskOpened(State)).ShouldBe(before);
        }
    }

    [Fact]
    public async Task Who_is_known_is_updated_who_is_archived_is_back_and_the_dry_run_says_so()
    {
        using var book = await CustomerBook.Open(app);
        await book.Add("Ali", "012-345 6701");
        await book.Add(new { name = "Bala", emails = new[] { "bala@contoh.my" } });
        await book.Add(
            new
            {
                name = "Cahaya",
                kind = "company",
                tin = "C20880050010",
            }
        );
        await book.Archive(await book.Add("Lama", "012-345 6702"));
        var kept = await book.Add("Disatukan", "012-345 6703");
        var gone = await book.Add("Dahulu", "012-345 6704");
        (await book.Post($"/{kept}/merge", new { customerId = gone })).Ok.ToString().ShouldNotBeEmpty();
        await book.Add("Nama sahaja");
        await book.Add(new { name = "Dewi", identity = "010214-10-5566" });
        const string File =
            "name,phone,email,tin,group,line1,No. KP\n"
            + "Ali baharu,0123456701,,,Ahli,\n" // 2 by phone
            + "Bala,,BALA@contoh.my,,,\n" // 3 by e-mail
            + "Cahaya Sdn Bhd,,,C20880050010,,\n" // 4 by TIN
            + "Dahulu,0123456704,,,,\n" // 5 who stands for the one merged away
            + "nama SAHAJA,,,,,\n" // 6 by name, having nothing else
            + "Baharu,0123456799,,,,\n" // 7 new
            + "Lama,0123456702,,,,\n" // 8 archived
            + "Dua orang,0123456701,bala@contoh.my,,,\n" // 9 could be either
            + "Bala,0123456701,bala@contoh.my,,,\n" // 10 by name, with another's phone
            + "Kembar,0123456799,,,,\n" // 11 as 7
            + "Salah,12,bukan emel,XX1,,\n" // 12
            + "Singkat,1.23456E+08,,,,\n" // 13
            + "Dewi baharu,,,,,,10214-10-5566\n" // 14 by MyKad
            + "Eka,,,,,,8.80214E+11\n"; // 15
        var import = new ImportSteps(book.Client, Path);
        var id = await import.Upload(File);

        var preview = await import.Preview(id);
        (Number(preview, "made"), Number(preview, "changed"), Number(preview, "refused")).ShouldBe((1, 7, 6));
        var done = await import.Run(id, "valid-rows");
        (Number(done, "rowsCreated"), Number(done, "rowsUpdated"), Number(done, "rowsFailed")).ShouldBe((1, 7, 6));
        (await import.Errors(id)).ShouldBe(
            [
                "9 phones several",
                "10 name twice",
                "10 phones taken",
                "11 phones twice",
                "12 emails trade.customer_email_invalid",
                "12 phones trade.customer_phone_invalid",
                "12 tin platform.tin_invalid",
                "13 phones phone_lost",
                "15 identity identity_lost",
            ],
            ignoreOrder: true
        );
        (await book.Names("")).ShouldBe(["Ali baharu", "Bala", "Cahaya Sdn Bhd", "Lama", "Dahulu", "nama SAHAJA", "Dewi baharu", "Baharu"]);

        // The other choice: what is there is left alone, and named.
        var again = await import.Upload("name,phone\nAli lain,0123456701\nBetul baharu,0123456711\n");
        using var mapped = await book.Client.PutAsJsonAsync(
            $"{Path}/{again}/mapping",
            new { columns = new { name = 0, phones = 1 }, refuseKnown = true },
            Cancel
        );
        mapped.EnsureSuccessStatusCode();
        preview = await import.Preview(again);
        (Number(preview, "made"), Number(preview, "changed"), Number(preview, "refused")).ShouldBe((1, 0, 1));
        preview.GetProperty("refusals")[0].GetProperty("message").GetString()!.ShouldContain("Ali baharu");
        await import.Run(again, "valid-rows");
        (await book.Names("")).ShouldBe(
            ["Ali baharu", "Baharu", "Bala", "Betul baharu", "Cahaya Sdn Bhd", "Dahulu", "Dewi baharu", "Lama", "nama SAHAJA"],
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task An_undo_puts_all_back_but_what_was_touched_since()
    {
        using var book = await CustomerBook.Open(app);
        await book.Add(
            new
            {
                name = "Ali",
                phones = new[] { "012-345 6701" },
                emails = new[] { "ali@contoh.my" },
                identity = "A1234567",
                tags = new[] { "vip" },
                group = "Borong",
                creditLimit = "100",
                addresses = new[] { new { line1 = "Jalan Satu", postcode = "53100" } },
            }
        );
        await book.Add("Bala", "012-345 6702");
        var before = await book.Business.AskOpened(State);
        const string File =
            "name,phone,email,tags,group,credit limit,line1,note,No. KP\n"
            + "Ali lain,0123456701 / 0123456711,lain@contoh.my,baharu,Ahli,900,Jalan Dua,nota,880214105566\n"
            + "Bala lain,0123456702,,,,,Jalan Tiga,\n"
            + "Cik Baharu,0123456703,,,,,,\n"
            + "Encik Setuju,0123456704,,,,,,\n"
            + "Puan Ubah,0123456705,,,,,,\n";
        var import = new ImportSteps(book.Client, Path);
        var (first, _, _) = await import.Bring(File);
        (await book.Business.AskOpened(State)).ShouldNotBe(before);

        var all = await import.Undo(first);
        (all.Status, Number(all.Body, "archived"), Number(all.Body, "restored"), Number(all.Body, "keptTotal")).ShouldBe((200, 3, 2, 0));
        (await book.Business.AskOpened(State)).ShouldBe(before);
        (await book.Business.Ask<long>("SELECT count(*) FROM imports.import_changes")).ShouldBe(0);

        // The same file again: whom the undo archived is back and has the number to itself, and is archived again.
        var again = await import.Upload(File);
        var preview = await import.Preview(again);
        (Number(preview, "made"), Number(preview, "changed"), Number(preview, "refused")).ShouldBe((0, 5, 0));
        Number(await import.Run(again, "valid-rows"), "rowsUpdated").ShouldBe(5);
        (await book.Names("")).ShouldBe(["Ali lain", "Bala lain", "Cik Baharu", "Encik Setuju", "Puan Ubah"], ignoreOrder: true);
        (await book.Business.Ask<long>("SELECT count(*) FROM trade.customer_contacts WHERE shared")).ShouldBe(0);
        var restored = await import.Undo(again);
        (restored.Status, Number(restored.Body, "archived"), Number(restored.Body, "restored")).ShouldBe((200, 0, 5));
        (await book.Business.AskOpened(State)).ShouldBe(before);
        (await book.Business.Ask<long>("SELECT count(*) FROM trade.customer_contacts WHERE shared")).ShouldBe(3);

        var (second, _, _) = await import.Bring(File.Replace("01234567", "01734567", StringComparison.Ordinal));
        var id = await Id(book, "Encik Setuju");
        (await book.Post($"/{id}/consents", new { purpose = "marketing", channel = "form" })).Ok.ToString().ShouldNotBeEmpty();
        (await book.Put(await Id(book, "Puan Ubah"), new { name = "Puan Ubah Nama" })).Status.ShouldBeLessThan(300);
        var some = await import.Undo(second);
        Number(some.Body, "keptTotal").ShouldBe(2, some.Body.ToString());
        some.Body.GetProperty("kept")
            .EnumerateArray()
            .Select(k => $"{k.GetProperty("name")}: {k.GetProperty("reason")}")
            .ShouldBe(["Encik Setuju: consent", "Puan Ubah Nama: changed"]);
    }

    [Fact]
    public async Task Who_may_not_lend_brings_in_no_limit_and_who_may_not_edit_nothing()
    {
        using var book = await CustomerBook.Open(app);
        var root = $"/{book.Business.Slug}/customers";
        foreach (var (role, status) in new[] { ("staff", 200), ("read-only", 403), ("retail.cashier", 403) })
        {
            using var member = new Browser(app);
            await member.SignIn((await app.Hire(book.Business, role)).Email);
            var page = await member.Get(root + "/import");
            ((int)page.Status).ShouldBe(status, role);
            ((int)(await member.Get(root + "/import-template.xlsx")).Status).ShouldBe(status, role);
            if (status != 200)
                continue;

            page.Text.ShouldContain("Consents do not come in");
            (await member.Get(root + "/import-template.csv")).Body.ShouldNotContain("Credit limit");
        }
        // What lies uploaded with a limit chosen, another may not start.
        var import = new ImportSteps(book.Client, Path);
        var id = await import.Upload("name,phone,credit limit\nAli,0123456701,900\n");
        await using (var scope = book.Business.Act())
        {
            var caller = scope.ServiceProvider.GetRequiredService<Caller>();
            caller.Identify(book.Business.Owner, [TradePermissions.CustomersEdit]);
            var runner = scope.ServiceProvider.GetRequiredService<UseCaseRunner>();
            (await StartImport.Do(runner, new(CustomerImport.Key, id, "valid-rows"), Cancel)).Refusal!.Code.ShouldBe(
                "imports.mapping_invalid"
            );
            caller.Identify(book.Business.Owner, [TradePermissions.CustomersView]);
            (await StartImport.Do(runner, new(CustomerImport.Key, id, "valid-rows"), Cancel)).Refusal!.Status.ShouldBe(403);
            (await UndoImport.Do(runner, new(CustomerImport.Key, id), Cancel)).Refusal!.Status.ShouldBe(403);
        }
        (await book.Business.Ask<long>("SELECT count(*) FROM trade.customers")).ShouldBe(0);
        (await book.Business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action LIKE '%exported'")).ShouldBe(0);
    }

    private static async Task<Guid> Id(CustomerBook book, string name) =>
        (await book.Get("?q=" + Uri.EscapeDataString(name))).Ok.GetProperty("items")[0].GetProperty("id").GetGuid();

    private static int Number(JsonElement of, string field) => of.GetProperty(field).GetInt32();

    public sealed class App : NiagaApp
    {
        public LogCapture Log { get; } = new();

        protected override void Replace(IServiceCollection services) => services.AddLogging(l => l.AddProvider(Log));
    }
}
