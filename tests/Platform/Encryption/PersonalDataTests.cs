using System.Diagnostics;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Tests.Customers;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Niaga.Trade.Customers;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Encryption;

/// <summary>Nothing of a customer lies readable in the database, everything is found in it, and who looked is written down.</summary>
public sealed partial class PersonalDataTests(PersonalDataTests.App app) : IClassFixture<PersonalDataTests.App>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dump_holds_nothing_of_a_customer_in_any_spelling_nor_do_log_and_files()
    {
        using var book = await CustomerBook.Open(app);
        string[] canaries =
        [
            "Zulkarnain Qhafizh",
            "+60123987654",
            "123987654",
            "qhafizh@kenari.my",
            "Lorong Kenari 77",
            "Rahsia kenari",
            "IG90817263540",
            "880214105566",
            "880214-10-5566",
            "201901987654",
            "Proton Kenari",
        ];
        await book.Client.PostAsync(
            "/api/v1/fields",
            Body(
                new
                {
                    kind = "customers",
                    name = "Kereta",
                    type = "text",
                }
            ),
            Cancel
        );
        var id = await book.Add(
            new
            {
                name = "Zulkarnain Qhafizh",
                kind = "company",
                phones = new[] { "012-398 7654" },
                emails = new[] { "qhafizh@kenari.my" },
                tin = "IG90817263540",
                identity = "880214-10-5566",
                registration = "201901987654",
                note = "Rahsia kenari",
                addresses = new[] { new { line1 = "Lorong Kenari 77" } },
                fields = new { kereta = "Proton Kenari" },
            }
        );
        // What is looked for and refused must not stay either.
        await book.Names("q=880214105566");
        (await book.Post("", new { name = "Lain", identity = "880214105566" })).Status.ShouldBe(409);
        await book.LookUp("Zulkarnain Qhafizh");
        (await book.Client.GetAsync("/api/v1/customers/export?q=Zulkarnain%20Qhafizh", Cancel)).EnsureSuccessStatusCode();
        (await book.Post("", new { name = "Lain", phones = new[] { "0123987654" } })).Status.ShouldBe(409);
        (
            await book.Put(
                id,
                new
                {
                    name = "Zulkarnain Qhafizh",
                    phones = new[] { "0123987654" },
                    note = "Rahsia kenari dua",
                }
            )
        ).Status.ShouldBe(204);

        var places = new List<(string Where, byte[] Bytes)>();
        await using var admin = await RowMaker.Connect(app.Database);
        foreach (var table in (await Catalog.Read(admin)).Tables.Values)
        {
            var rows = await admin.Rows($"SELECT t::text FROM {table.Name} t");
            places.Add((table.Name, Encoding.UTF8.GetBytes(string.Join('\n', rows.Select(r => r[0])))));
        }
        places.Add(("log", Encoding.UTF8.GetBytes(string.Join('\n', app.Log.Lines.Select(l => l.Text)))));
        foreach (var file in Directory.EnumerateFiles(app.DataFolder, "*", SearchOption.AllDirectories))
            places.Add((file, await File.ReadAllBytesAsync(file, Cancel)));

        places.Count.ShouldBeGreaterThan(80);
        foreach (var canary in canaries)
        foreach (var spelling in Spellings(canary))
            places.Where(p => p.Bytes.AsSpan().IndexOf(spelling) >= 0).Select(p => p.Where).ShouldBeEmpty($"{canary} lies readable");
        // The very search finds what does lie there.
        places.Count(p => p.Bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(id.ToString())) >= 0).ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task A_value_that_the_databases_owner_moves_cannot_be_read_and_is_told()
    {
        using var book = await CustomerBook.Open(app);
        var (ali, siti) = (await book.Add("Ali", "0121111119"), await book.Add("Siti", "0122222228"));
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run(
            $"UPDATE trade.customers SET name = (SELECT name FROM trade.customers WHERE customer_id = '{ali}') WHERE customer_id = '{siti}'"
        );
        await admin.Run($"UPDATE trade.customers SET note = name WHERE customer_id = '{ali}'");

        (await book.Find(siti)).GetProperty("name").GetString().ShouldBe("(cannot be read)");
        (await book.Find(ali)).GetProperty("note").GetString().ShouldBe("(cannot be read)");
        (await book.Find(ali)).GetProperty("name").GetString().ShouldBe("Ali");
        app.Log.Lines.Count(l =>
                l.Text.Contains($"A personal value cannot be read: trade.customers.name of {siti:N}", StringComparison.Ordinal)
            )
            .ShouldBe(1, "once a day, not once a look");

        // A's phone in B's row: the page stands, and says so; so does the file of the list.
        await admin.Run(
            $"""
            UPDATE trade.customer_contacts SET value = (SELECT value FROM trade.customer_contacts WHERE customer_id = '{ali}')
            WHERE customer_id = '{siti}'
            """
        );
        using var owner = await book.Business.Browser();
        for (var look = 0; look < 2; look++)
            (await owner.GetStringAsync($"customers/{siti}")).ShouldContain("(cannot be read)");
        (await book.Client.GetStringAsync("/api/v1/customers/export", Cancel)).ShouldContain("(cannot be read)");
        const string Told = "SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.value_unreadable'";
        await Until.True(async () => await book.Business.Ask<long>(Told) == 3, "each is told once");
        (
            await book.Business.Ask<string>(
                "SELECT string_agg(after::json ->> 'column', ' ' ORDER BY entry_id) FROM platform.audit_entries "
                    + "WHERE action = 'platform.value_unreadable'"
            )
        )
            .Split(' ')
            .ShouldBe(["trade.customers.name", "trade.customers.note", "trade.customer_contacts.value"], ignoreOrder: true);
        (await owner.GetStringAsync("notifications")).ShouldContain("A value cannot be read: Customers, Name");
    }

    [Fact]
    public async Task Who_is_shown_is_written_down_with_why_before_the_answer_and_sealed_in_the_chain()
    {
        using var book = await CustomerBook.Open(app);
        var (ali, siti) = (await book.Add("Ali"), await book.Add("Siti"));
        (await Lines(book)).ShouldBeEmpty();

        await book.Find(ali);
        (await Lines(book)).ShouldBe([$"{ali} records /api/v1/customers/{{id:guid}}"]);
        await book.LookUp("siti");
        (await Lines(book)).Last().ShouldBe($"{siti} sale /api/v1/customers/lookup");
        await book.Names("");
        (await Lines(book)).Last().ShouldBe($"{ali},{siti} records /api/v1/customers");
        // Nobody is shown, so nothing is written.
        var before = (await Lines(book)).Length;
        await book.LookUp("nobody");
        (await Lines(book)).Length.ShouldBe(before);

        // A refusal that names somebody is a look too, though its transaction is undone.
        await book.Add("Umi", "0124444447");
        (await book.Post("", new { name = "Lain", phones = new[] { "0124444447" } })).Status.ShouldBe(409);
        (await Lines(book)).Length.ShouldBe(before + 1);

        (await book.Business.Ask<long>("SELECT count(*) FROM platform.looks")).ShouldBe(
            await book.Business.Ask<long>(
                "SELECT sum(json_array_length(after::json -> 'ids')) FROM platform.audit_entries WHERE subject = 'platform.disclosure'"
            )
        );
    }

    [Fact]
    public async Task A_route_that_declares_nothing_shows_nobody_and_one_not_listed_does_not_open()
    {
        var shop = await app.SignUp();
        using var book = new CustomerBook(shop, await shop.Client());
        var (ali, siti) = (await book.Add("Ali"), await book.Add("Siti"));
        await using var scope = shop.Act();
        var (log, session) = (
            scope.ServiceProvider.GetRequiredService<DisclosureLog>(),
            scope.ServiceProvider.GetRequiredService<TenantSession>()
        );
        var caller = scope.ServiceProvider.GetRequiredService<Niaga.Platform.Callers.Caller>();
        var rows = await session.Rows(
            $"SELECT customer_id, name FROM trade.customers WHERE tenant_id = {shop.Tenant.Value} ORDER BY customer_id",
            row => (Id: row.GetGuid(0), Name: row.Personal(1, CustomerColumns.Name, row.GetGuid(0))!),
            Cancel
        );
        rows.Select(r => r.Id).ShouldBe([ali, siti]);
        rows[0].Name.ToString().ShouldBe("•••");
        Should.Throw<NotSupportedException>(() => System.Text.Json.JsonSerializer.Serialize(rows[0].Name));

        var shown = await log.Show("trade.customer", [ali], ["name"], Cancel);
        shown.Text(rows[0].Name, ali).ShouldBe("Ali");
        Should.Throw<InvalidOperationException>(() => shown.Text(rows[1].Name, siti));

        caller.SetOrigin(new("page", null));
        await Should.ThrowAsync<InvalidOperationException>(() => log.Show("trade.customer", [siti], ["name"], Cancel));
        caller.Disclose(new(Purposes.Service, ["retail.supplier"], "/x"));
        await Should.ThrowAsync<InvalidOperationException>(() => log.Show("trade.customer", [siti], ["name"], Cancel));
    }

    [Fact]
    public async Task Rows_that_a_version_before_wrote_plainly_are_encrypted_and_found()
    {
        using var book = await CustomerBook.Open(app);
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run(
            $"""
            SELECT set_config('app.tenant_id', '{book.Business.Tenant}', false);
            INSERT INTO trade.customers (tenant_id, customer_id, kind, name_plain, tin_plain, note_plain, created_at, updated_at)
            SELECT '{book.Business.Tenant}', gen_random_uuid(), CASE WHEN n <= 190 THEN 'company' ELSE 'person' END, 'Lama ' || n,
                CASE n WHEN 1 THEN 'IG845462070' END, 'Nota ' || n, now(), now() FROM generate_series(1, 620) n;
            INSERT INTO trade.customer_contacts (tenant_id, contact_id, customer_id, kind, value_plain, place)
            SELECT tenant_id, gen_random_uuid(), customer_id, 'phone', '+60123450' || lpad(substring(name_plain, 6), 3, '0'), 0
            FROM trade.customers WHERE tenant_id = '{book.Business.Tenant}'
            """
        );

        await app.SealPlainRows();

        (
            await book.Business.Ask<long>("SELECT count(*) FROM trade.customers WHERE name_plain IS NOT NULL OR note_plain IS NOT NULL")
        ).ShouldBe(0);
        (await book.LookUp("0123450617")).ShouldBe(["Lama 617"]);
        (await book.Names("q=ig845462070")).ShouldBe(["Lama 1"]);
        (await book.Post("", new { name = "X", tin = "IG845462070" })).ShouldBeRefused("trade.customer_tin_taken", 409);
        await NoSearchOpensMoreThan200(book);
    }

    /// <summary>Of 620 who are found, wherever one looks.</summary>
    private async Task NoSearchOpensMoreThan200(CustomerBook book)
    {
        var cipher = await app.Services.GetRequiredService<Niaga.Platform.Encryption.TenantKeys>().Of(book.Business.Tenant, Cancel);
        var cookie = (await SignedIn.As(app, book.Business.Owner, TimeProvider.System.GetUtcNow())).Cookie;
        using var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new(app.Address) };
        browser.DefaultRequestHeaders.Add("Cookie", cookie);
        var page = $"/{book.Business.Slug}/customers?q=lama";
        foreach (
            var (asker, search) in new[]
            {
                (book.Client, "/api/v1/customers/lookup?q=lama"),
                (book.Client, "/api/v1/customers?q=lama"),
                (book.Client, "/api/v1/search?q=lama"),
                (browser, page),
                // 190 of them: few enough to open and sort, were it not for what the page shows of them besides.
                (browser, page + "&kind=company"),
            }
        )
        {
            var before = cipher.Opened;
            (await asker.GetStringAsync(search, Cancel)).ShouldContain("Lama");
            (cipher.Opened - before).ShouldBeInRange(1, CustomerTokens.MostOpened, search);
        }
        await using var scope = book.Business.Act();
        var db = scope.ServiceProvider.GetRequiredService<TenantSession>().Open<Niaga.Trade.TradeDb>();
        // A window would read every contact of the business for each page.
        CustomerRows.Rows(db, db.Set<Customer>()).ToQueryString().ShouldNotContain("ROW_NUMBER");
    }

    /// <summary>Not the clock decides: how many rows the statement touches does, of fifty thousand.</summary>
    [Fact]
    public async Task Among_fifty_thousand_a_person_is_found_by_a_few_rows()
    {
        var shop = await app.SignUp();
        var cipher = await app.Services.GetRequiredService<Niaga.Platform.Encryption.TenantKeys>().Of(shop.Tenant, Cancel);
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run($"SELECT set_config('app.tenant_id', '{shop.Tenant}', false), set_config('app.branches', '*', false)");
        const int people = 50_000;
        var (ids, names, tokens, owners) = (new Guid[people], new byte[people][], new List<long>(), new List<Guid>());
        for (var i = 0; i < people; i++)
        {
            ids[i] = Guid.CreateVersion7();
            var name = $"{Given[i % Given.Length]} {Word(i)} bin {Given[i / 7 % Given.Length]}";
            names[i] = Niaga.Platform.Encryption.PersonalText.Stored(cipher, CustomerColumns.Name, ids[i], name);
            foreach (var token in CustomerTokens.Of(cipher, name, [(CustomerContact.Phone, $"+6013{i:0000000}")]))
            {
                tokens.Add(token);
                owners.Add(ids[i]);
            }
        }
        await Load(
            admin,
            """
            INSERT INTO trade.customers (tenant_id, customer_id, kind, name, created_at, updated_at)
            SELECT $1, i, 'person', n, now(), now() FROM unnest($2, $3) AS t (i, n)
            """,
            shop,
            ids,
            names
        );
        await Load(
            admin,
            "INSERT INTO trade.customer_tokens (tenant_id, customer_id, token) SELECT $1, i, t FROM unnest($2, $3) AS x (i, t)",
            shop,
            owners.ToArray(),
            tokens.ToArray()
        );
        await admin.Run("ANALYZE trade.customers; ANALYZE trade.customer_tokens");
        using var book = new CustomerBook(shop, await shop.Client());

        foreach (var (typed, found) in new[] { ("0130031337", Word(31337)), (Word(4242)[..5], Word(4242)), ("1337", Word(1337)) })
        {
            (await book.LookUp(typed)).ShouldContain(n => n.Contains(found, StringComparison.Ordinal), typed);
        }
        var timed = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            var from = Stopwatch.GetTimestamp();
            await book.LookUp(Word(i * 1201)[..6]);
            timed.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }
        TestContext.Current.SendDiagnosticMessage($"found among {people}: median {timed.Order().ElementAt(20):0.0} ms with HTTP and log");
        (await Scanned(shop, Word(777)[..6])).ShouldBeLessThan(400);
    }

    private static readonly string[] Given = ["Nurul", "Siti", "Tan", "Lim", "Kumar", "Farid", "Hafiz", "Devi", "Wong", "Azman", "Ling"];

    /// <summary>A word of its own for each, of letters.</summary>
    private static string Word(int i) =>
        string.Concat(Enumerable.Range(0, 6).Select(p => (char)('a' + ((i / (int)Math.Pow(7, p) * 3) + p) % 23))) + (char)('a' + i % 26);

    /// <summary>Rows of tokens and customers that looking somebody up reads.</summary>
    private async Task<double> Scanned(TestBusiness shop, string typed)
    {
        await using var scope = shop.Act();
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        var (tokens, parts) = (await CustomerTokens.Of(session, typed, Cancel)).Flat;
        var plan = await session.Rows(
            $"""
            EXPLAIN (ANALYZE, FORMAT TEXT) SELECT c.customer_id FROM (
                SELECT t.customer_id FROM unnest({tokens}, {parts}) AS s (token, part)
                JOIN trade.customer_tokens t ON t.tenant_id = {shop.Tenant.Value} AND t.token = s.token
                GROUP BY t.customer_id HAVING count(DISTINCT s.part) = 1
            ) f JOIN trade.customers c ON c.tenant_id = {shop.Tenant.Value} AND c.customer_id = f.customer_id
            """,
            row => row.GetString(0),
            Cancel
        );
        plan.ShouldNotContain(l => l.Contains("Seq Scan on customer", StringComparison.Ordinal), string.Join('\n', plan));
        return plan.Select(l => System.Text.RegularExpressions.Regex.Match(l, "actual time=.* rows=([0-9.]+)"))
            .Where(m => m.Success)
            .Max(m => double.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task Load<T, TOther>(NpgsqlConnection admin, string sql, TestBusiness shop, T[] one, TOther[] other)
    {
        await using var command = new NpgsqlCommand(sql, admin);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = shop.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = one });
        command.Parameters.Add(new NpgsqlParameter<TOther[]> { TypedValue = other });
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task<string[]> Lines(CustomerBook book) =>
        (
            await book.Business.Ask<string>(
                """
                SELECT coalesce(string_agg((SELECT string_agg(i, ',' ORDER BY i) FROM json_array_elements_text(after::json -> 'ids') i)
                    || ' ' || (after::json ->> 'purpose') || ' ' || (after::json ->> 'route'), E'\n' ORDER BY entry_id), '')
                FROM platform.audit_entries WHERE subject = 'platform.disclosure'
                """
            )
        ).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<byte[]> Spellings(string text)
    {
        foreach (var bytes in new[] { Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text) })
        {
            yield return bytes;
            yield return Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes));
            yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes));
        }
        yield return Encoding.UTF8.GetBytes(text.ToLowerInvariant());
    }

    private static StringContent Body(object body) =>
        new(System.Text.Json.JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");

    public sealed class App : NiagaApp
    {
        protected override bool TellsUnreadable => true;

        internal LogCapture Log { get; } = new();

        protected override void Replace(IServiceCollection services) =>
            services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(Log);
    }
}
