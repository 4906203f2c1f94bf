using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Access;
using Niaga.Identity.Members;
using Niaga.Isolation.Http;
using Niaga.Isolation.Sql;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Isolation;

/// <summary>
/// Places of one business: with one nobody reads of any; who is limited to some gets nothing of another from any endpoint there is.
/// </summary>
public sealed partial class BranchLeakTests(IsolationDatabase arena, ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>Of whole businesses, and for who runs one.</summary>
    private static readonly string[] OfTheWhole = ["/settings/export", "/api/v1/exports"];

    /// <summary>How what lies and was done at the first place is told; each is told its owner somewhere.</summary>
    private static readonly string[] Figures = ["987,654.32", "987654.32", "777777", "654321", "Only at the first", "First shift"];

    private readonly SeededApp app = new(arena.Database);
    private NpgsqlConnection admin = null!;
    private Question[] questions = [];
    private IdSources ids = null!;

    public async ValueTask InitializeAsync()
    {
        await app.InitializeAsync();
        admin = await IsolationDatabase.Connect("postgres", app.Database);
        ids = await IdSources.Read(admin, await Catalog.Read(admin), arena.A, arena.B);
        var table = app.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        questions =
        [
            .. new Questions(table, app.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>(), ids)
                .All()
                .Where(q => q is { Method: "GET", Names.Count: 0, Public: null, OfKeysAlone: false })
                .Where(q => !OfTheWhole.Any(w => q.Route.StartsWith(w, StringComparison.Ordinal)))
                .Select(q => q with { Query = [] }),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await admin.DisposeAsync();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_reads_of_branches_where_there_is_one_and_who_is_limited_reads_nothing_of_another()
    {
        using var owner = await app.Cookie(arena.B);
        (await Words(owner)).ShouldBeEmpty();
        owner.DefaultRequestHeaders.Add("Cookie", "niaga.lang=ms");
        (await Words(owner)).ShouldBeEmpty();

        await OpenAnother();
        await Limit();
        using var limited = await app.Cookie(arena.A);
        var marks = Figures.Concat(await Ids()).ToHashSet();
        var never = new HashSet<string>(marks);
        await foreach (var (_, body) in Pages(owner))
            never.RemoveWhere(m => body.Contains(m, StringComparison.OrdinalIgnoreCase));
        never.ShouldBeEmpty("No endpoint tells these to the owner, so that missing them elsewhere proves nothing.");
        (await Leaks(limited, marks, most: 20)).ShouldBeEmpty();
        (await Words(owner)).ShouldNotBeEmpty();
        (await Asked(owner, limited)).ShouldBeEmpty();

        // Without its policy each table tells of the other place: the walk would see it.
        var survivors = new List<string>();
        foreach (var (table, column) in Held)
        {
            await admin.Run($"ALTER POLICY branch ON {table} USING (true)");
            if ((await Leaks(limited, marks, most: 1)).Count == 0)
                survivors.Add(table);
            await admin.Run($"DROP POLICY branch ON {table}; CALL platform.limit_to_branches('{table}', '{column}')");
        }
        survivors.ShouldBeEmpty();
        Summary.Say(output, $"Branches: {questions.Length} endpoints, {marks.Count} marks, {Held.Length} policies dropped and missed");
    }

    /// <summary>A table that carries a place, or belongs to a row that does, is held by a policy as well.</summary>
    [Fact]
    public async Task Every_table_of_a_place_is_limited_to_it()
    {
        var open = await admin.Rows(
            """
            SELECT DISTINCT c.conrelid::regclass::text FROM pg_constraint c
            WHERE c.contype = 'f' AND (c.confrelid IN ('trade.branches'::regclass, 'trade.stock_locations'::regclass)
                OR c.confrelid IN (SELECT polrelid FROM pg_policy WHERE polname = 'branch'))
                AND c.conrelid NOT IN (SELECT polrelid FROM pg_policy WHERE polname = 'branch' AND NOT polpermissive)
                AND c.conrelid <> 'trade.stock_locations'::regclass
            UNION
            SELECT attrelid::regclass::text FROM pg_attribute a JOIN pg_class t ON t.oid = attrelid
            WHERE attname = 'branch_id' AND relkind = 'r' AND attrelid <> 'trade.branches'::regclass
                AND attrelid NOT IN (SELECT polrelid FROM pg_policy WHERE polname = 'branch' AND NOT polpermissive)
            """
        );
        open.Select(r => r[0]).ShouldBeEmpty("CALL platform.limit_to_branches or limit_to_parent for these.");
    }

    private static readonly (string Table, string Column)[] Held =
    [
        ("trade.stock_levels", "location_id"),
        ("trade.stock_movements", "location_id"),
        ("trade.work_shifts", "branch_id"),
        ("retail.sale_days", "branch_id"),
        ("retail.sales", "branch_id"),
    ];

    /// <summary>Where a page reads of branches; articles of the help tell of what there could be.</summary>
    private async Task<List<string>> Words(HttpClient client)
    {
        var told = new List<string>();
        await foreach (var (question, body) in Pages(client))
        {
            if (!question.IsApi && !question.Route.Contains("/help", StringComparison.Ordinal))
                told.AddRange(Word().Matches(Visible(body)).Select(m => $"{question}: …{m.Value}…").Distinct().Take(2));
        }
        return told;
    }

    private async IAsyncEnumerable<(Question Question, string Body)> Pages(HttpClient client)
    {
        foreach (var question in questions)
        {
            using var answer = await client.GetAsync($"/{arena.B.Slug}{question.Address(name => ids.Find(name)!.Mine)}");
            ((int)answer.StatusCode).ShouldBeLessThan(500, question.ToString());
            yield return (question, await answer.Content.ReadAsStringAsync());
        }
    }

    private async Task<List<string>> Leaks(HttpClient client, IReadOnlySet<string> marks, int most)
    {
        var leaks = new List<string>();
        await foreach (var (question, body) in Pages(client))
        {
            // What was asked for by id may be named in what says that it is not there.
            var asked = question.Address(name => ids.Find(name)!.Mine);
            leaks.AddRange(
                marks
                    .Where(m =>
                        body.Contains(m, StringComparison.OrdinalIgnoreCase) && !asked.Contains(m, StringComparison.OrdinalIgnoreCase)
                    )
                    .Select(m => $"{question} tells {m}")
            );
            if (leaks.Count >= most)
                break;
        }
        return leaks;
    }

    /// <summary>
    /// A second place; the other business's owner works here too, and may all but what is an owner's alone.
    /// At the first: a sale, stock, a delivery, a shift.
    /// </summary>
    private async Task OpenAnother() =>
        await admin.Run(
            $"""
            SELECT set_config('app.tenant_id', '{arena.B.Tenant}', false), set_config('app.branches', '*', false);
            INSERT INTO trade.branches (tenant_id, branch_id, place, name, name_key, created_at, updated_at)
            VALUES ('{arena.B.Tenant}', gen_random_uuid(), 2, 'Klang', 'klang', now(), now());
            WITH made AS (INSERT INTO platform.roles (tenant_id, role_id, name, permissions, created_at, updated_at)
                VALUES ('{arena.B.Tenant}', gen_random_uuid(), 'Nearly all', string_to_array('{AllButOwners()}', ','), now(), now())
                RETURNING role_id)
            INSERT INTO platform.memberships (tenant_id, person_id, role, status, joined_at)
            SELECT '{arena.B.Tenant}', '{arena.A.Person}', 'custom.' || role_id, 'active', now() FROM made;
            UPDATE retail.products SET track_stock = true, archived_at = NULL WHERE tenant_id = '{arena.B.Tenant}';
            CREATE TEMP TABLE first AS SELECT b.tenant_id, b.branch_id, (now() AT TIME ZONE 'Asia/Kuala_Lumpur')::date AS day,
                (SELECT p.product_id FROM retail.products p WHERE p.tenant_id = b.tenant_id ORDER BY 1 LIMIT 1)
            FROM trade.branches b WHERE b.tenant_id = '{arena.B.Tenant}' AND b.place = 1;
            SET session_replication_role = replica;
            INSERT INTO retail.sales (tenant_id, branch_id, sale_id, receipt_number, sold_at, business_day, cashier_id, total_sen, tax_sen,
                rounding_sen, public_token, items)
            SELECT tenant_id, branch_id, uuidv7(), 777777, now(), day, '{arena.B.Person}', 98765432, 0, 0, 'token-of-a-first-sale', 1000
            FROM first;
            INSERT INTO retail.sale_lines (tenant_id, sale_id, line, product_id, name, sku, quantity, unit_price_sen, tax_code,
                tax_basis_points, tax_sen, total_sen)
            SELECT tenant_id, sale_id, 1, product_id, 'Barang', 'B1', 1000, 98765432, 'none', 0, 0, 98765432
            FROM first JOIN retail.sales USING (tenant_id, branch_id) WHERE receipt_number = 777777;
            INSERT INTO retail.sale_payments (tenant_id, sale_id, payment, method, amount_sen, tendered_sen)
            SELECT tenant_id, sale_id, 1, 'cash', 98765432, 98765432 FROM retail.sales WHERE receipt_number = 777777;
            INSERT INTO retail.sale_days (tenant_id, branch_id, business_day, sales, items, total_sen, tax_sen, rounding_sen)
            SELECT tenant_id, branch_id, day, 1, 1000, 98765432, 0, 0 FROM first
            ON CONFLICT (tenant_id, business_day, branch_id) DO UPDATE SET total_sen = 98765432;
            INSERT INTO trade.stock_movements (tenant_id, movement_id, item_id, location_id, quantity, kind, reason, at)
            SELECT tenant_id, uuidv7(), product_id, branch_id, 654321000, 'counted', 'Only at the first', now() FROM first;
            INSERT INTO trade.stock_levels (tenant_id, item_id, location_id, on_hand, counted)
            SELECT tenant_id, product_id, branch_id, 654321000, true FROM first
            ON CONFLICT (tenant_id, item_id, location_id) DO UPDATE SET on_hand = 654321000, counted = true;
            INSERT INTO trade.work_shifts (tenant_id, shift_id, branch_id, starts_at, ends_at, break_minutes, note, published_at,
                created_at, updated_at)
            SELECT tenant_id, uuidv7(), branch_id, now(), now() + interval '4 hours', 0, 'First shift', now(), now(), now() FROM first;
            INSERT INTO platform.files (tenant_id, file_id, name, content_type, size, content, created_at)
            SELECT tenant_id, uuidv7(), 'Of a first sale', 'text/plain', 5, 'First', now() FROM first;
            INSERT INTO notes.attachments (tenant_id, attachment_id, subject, record_id, person_id, file_id, name, size, created_at)
            SELECT tenant_id, uuidv7(), 'retail.sale', sale_id, '{arena.B.Person}', file_id, 'first.txt', 5, now()
            FROM retail.sales JOIN platform.files USING (tenant_id) WHERE receipt_number = 777777 AND name = 'Of a first sale';
            INSERT INTO notes.comments (tenant_id, comment_id, subject, record_id, person_id, text, created_at)
            SELECT tenant_id, uuidv7(), 'retail.sale', sale_id, '{arena.B.Person}', 'Said of the first sale', now()
            FROM retail.sales WHERE receipt_number = 777777;
            SET session_replication_role = origin
            """
        );

    private string AllButOwners() =>
        string.Join(
            ',',
            app.Services.GetRequiredService<ModuleCatalog>()
                .Manifests.SelectMany(m => m.Permissions)
                .Where(p => !p.OwnersOnly)
                .Select(p => p.Key)
        );

    /// <summary>The owner says that they work at the second place alone.</summary>
    private async Task Limit()
    {
        var second = await admin.One($"SELECT branch_id::text FROM trade.branches WHERE tenant_id = '{arena.B.Tenant}' AND place = 2");
        await using var scope = app.Services.CreateAsyncScope();
        var access = scope.ServiceProvider.GetRequiredService<AccessCache>();
        var tenant = (await access.Find(new TenantId(arena.B.Tenant), default))!;
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(tenant.Id, tenant.Slug, tenant.Entitlements);
        caller.Identify(new(arena.B.Person), (await access.FindMember(tenant, new(arena.B.Person), default))!.Permissions);
        var input = new ChangeMemberBranches.Input(new(arena.A.Person), [Guid.Parse(second!)]);
        (await ChangeMemberBranches.Do(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), input, default)).Refusal.ShouldBeNull();
    }

    /// <summary>What is given of the first place to who asks for it outright: by its id, or by the id of what was done there.</summary>
    private async Task<List<string>> Asked(HttpClient owner, HttpClient limited)
    {
        var (given, first) = (
            new List<string>(),
            await admin.One($"SELECT branch_id::text FROM trade.branches WHERE tenant_id = '{arena.B.Tenant}' AND place = 1")
        );
        foreach (var question in questions)
        {
            var address = $"/{arena.B.Slug}{question.Address(name => ids.Find(name)!.Mine)}?branch={first}";
            if (await Answers(limited, address))
                given.Add(address);
        }
        foreach (var id in (await Ids()).Concat(await Children()))
        {
            var told = 0;
            foreach (var question in questions.Where(q => q.Route.Contains('{', StringComparison.Ordinal)))
            {
                var address = $"/{arena.B.Slug}{question.Address(_ => id)}";
                if (!await Answers(owner, address))
                    continue;
                told++;
                if (await Answers(limited, address))
                    given.Add(address);
            }
            told.ShouldBePositive($"No endpoint tells the owner of {id}.");
        }
        return given;
    }

    private static async Task<bool> Answers(HttpClient client, string address)
    {
        using var answer = await client.GetAsync(address);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Of what was sold, put right and planned at the first place.</summary>
    private async Task<IEnumerable<string>> Ids() =>
        (
            await admin.Rows(
                $"""
                SELECT sale_id::text FROM retail.sales WHERE tenant_id = '{arena.B.Tenant}'
                UNION SELECT shift_id::text FROM trade.work_shifts WHERE tenant_id = '{arena.B.Tenant}' AND note = 'First shift'
                """
            )
        ).Select(r => r[0]!);

    /// <summary>Of what hangs on a record of the first place, and is fetched by an id of its own.</summary>
    private async Task<IEnumerable<string>> Children() =>
        (
            await admin.Rows(
                $"SELECT attachment_id::text FROM notes.attachments WHERE tenant_id = '{arena.B.Tenant}' AND name = 'first.txt'"
            )
        ).Select(r => r[0]!);

    private static string Visible(string html) =>
        WebUtility.HtmlDecode(Tag().Replace(Hidden().Replace(html, " "), m => m.Groups[1].Success ? $" {m.Groups[1].Value} " : " "));

    [GeneratedRegex("<(script|style)[^>]*>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex Hidden();

    // What a title, a label or a placeholder says is read as well.
    [GeneratedRegex("<[^>]*?(?:(?:title|aria-label|placeholder)=\"([^\"]*)\"[^>]*)?>", RegexOptions.Singleline)]
    private static partial Regex Tag();

    [GeneratedRegex(".{0,40}(branch|cawangan).{0,40}", RegexOptions.IgnoreCase)]
    private static partial Regex Word();
}
