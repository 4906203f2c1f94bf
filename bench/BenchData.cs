using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Niaga.Identity.Access;
using Niaga.Identity.Keys;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Bench;

/// <summary>
/// The rows everything is measured on: shops of 1 000 products each and very many small ones, filled once as <c>app</c> behind each shop's
/// own lock.
/// </summary>
internal sealed class BenchData(NpgsqlDataSource app)
{
    public const int BigShops = 100;
    public const int AllShops = 10_000;

    /// <summary>Those behind the big shops are as big and have three fields of their own.</summary>
    public const int FieldShops = 100;
    private const int BigRange = 1000;
    private const int SmallRange = 40;

    /// <summary>Products of each big shop that have stock; the till sells these.</summary>
    public const int Stocked = 50;

    public static TenantId Shop(int n) => new(Id(1, n, 0));

    public static Guid Product(int shop, int n) => Id(3, shop, n);

    public static Guid Owner(int shop) => Id(2, shop, 0);

    public static string Slug(int shop) => $"kedai-{shop}";

    /// <summary>The same key in every run, so that the rows can stay; this database holds nothing but noise.</summary>
    public static KeySecret Key(int shop) =>
        new(Shop(shop), $"niaga_{Shop(shop).Value:N}_{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"bench {shop}")))}");

    public async Task Fill()
    {
        await using var count = app.CreateCommand("SELECT count(*) FROM platform.tenants WHERE slug LIKE 'kedai-%' AND status = 'active'");
        var there = (int)(long)(await count.ExecuteScalarAsync())!;
        // Keys and their places are made with the shops; ground laid before there were any is laid again.
        if (!await HasPlace(AllShops - 1))
            there = 0;
        if (there >= AllShops)
            return;

        Console.Error.WriteLine($"Filling {AllShops - there} shops…");
        await Parallel.ForEachAsync(
            Enumerable.Range(there == 0 ? 0 : Math.Max(0, there - 8), AllShops - Math.Max(0, there - 8)),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (shop, _) => await Fill(shop)
        );
    }

    private async Task<bool> HasPlace(int shop)
    {
        await using var batch = app.CreateBatch();
        batch.BatchCommands.Add(new(TenantReads.SetTenant) { Parameters = { new() { Value = Shop(shop).ToString() } } });
        batch.BatchCommands.Add(
            new("SELECT FROM platform.api_key_places WHERE tenant_id = $1") { Parameters = { new() { Value = Shop(shop).Value } } }
        );
        await using var rows = await batch.ExecuteReaderAsync();
        await rows.NextResultAsync();
        return await rows.ReadAsync();
    }

    private async Task Fill(int shop)
    {
        var (tenant, owner) = (Shop(shop).Value, Owner(shop));
        await using var connection = await app.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);
        void Add(string sql, params object[] values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values)
                command.Parameters.Add(new() { Value = value });
            batch.BatchCommands.Add(command);
        }

        Add(TenantReads.SetTenant, tenant.ToString());
        Add("SELECT set_config('app.person_id', $1, true)", owner.ToString());
        Add(
            """
            INSERT INTO platform.tenants (tenant_id, slug, status, created_at, changed_at) VALUES ($1, $2, 'pending', now(), now())
            ON CONFLICT DO NOTHING
            """,
            tenant,
            Slug(shop)
        );
        Add("UPDATE platform.tenants SET status = 'active' WHERE tenant_id = $1 AND status = 'pending'", tenant);
        Add(
            """
            INSERT INTO platform.businesses (tenant_id, name, industry, state, privacy_notice, agreed_at, updated_at)
            VALUES ($1, $2, 'retail.grocery', '10', '2026-01', now() - interval '90 days', now()) ON CONFLICT DO NOTHING
            """,
            tenant,
            $"Kedai {shop}"
        );
        Add("INSERT INTO platform.entitlements (tenant_id, key, granted_at) VALUES ($1, 'retail', now()) ON CONFLICT DO NOTHING", tenant);
        Add(
            """
            INSERT INTO platform.people (id, display_name, user_name, normalized_user_name, email, normalized_email, email_confirmed,
                security_stamp, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count, created_at)
            VALUES ($1, 'Owner', $2, upper($2), $2, upper($2), false, 'STAMP', false, false, true, 0, now()) ON CONFLICT DO NOTHING
            """,
            owner,
            $"owner@{Slug(shop)}.my"
        );
        Add(
            """
            INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at) VALUES ($1, $2, 'owner', now())
            ON CONFLICT DO NOTHING
            """,
            tenant,
            owner
        );
        Add(
            """
            INSERT INTO platform.sessions (session_id, person_id, started_at, seen_at, password_at, method, kept)
            VALUES ($1, $1, now(), now(), now(), 'password', true) ON CONFLICT DO NOTHING
            """,
            owner
        );
        Add(
            """
            INSERT INTO platform.api_keys (tenant_id, key_id, person_id, name, scope, secret_hash, hint, created_at, expires_at)
            VALUES ($1, $2, $2, 'bench',
            string_to_array('retail.products.view retail.products.edit retail.products.costs retail.stock.view retail.stock.change '
                || 'retail.sales.view retail.sales.sell platform.settings.view platform.workspace.open', ' '),
            $3, $4, now(), now() + interval '10 years') ON CONFLICT DO NOTHING
            """,
            tenant,
            owner,
            Key(shop).Hash(),
            Key(shop).Hint
        );
        // Known places: ten thousand keys used for the first time would be ten thousand entries of logs, sealed while something else is
        // measured.
        Add(
            """
            INSERT INTO platform.api_key_places (tenant_id, key_id, network, first_seen_at, last_seen_at, last_address)
            VALUES ($1, $2, '127.0.0.0/24', now(), now(), '127.0.0.1') ON CONFLICT DO NOTHING
            """,
            tenant,
            owner
        );
        var range = shop < BigShops + FieldShops ? BigRange : SmallRange;
        Add(
            """
            INSERT INTO retail.products (tenant_id, product_id, sku, sku_key, barcode, name, name_key, cost_sen, price_sen, tax_code,
                created_at, updated_at)
            SELECT $1, p.id, 'SKU-' || p.n, 'sku-' || p.n, (9550000000000 + p.n)::text, 'Barang ' || lpad(((p.n * 7919) % 100000)::text,
                5, '0'), 'barang ' || lpad(((p.n * 7919) % 100000)::text, 5, '0'),
                100 + p.n % 900, 150 + p.n % 1500, 'none', now(), now()
            FROM unnest($2) WITH ORDINALITY AS p (id, n) ON CONFLICT DO NOTHING
            """,
            tenant,
            Enumerable.Range(0, range).Select(n => Product(shop, n)).ToArray()
        );
        if (shop is >= BigShops and < BigShops + FieldShops)
        {
            Add(
                """
                INSERT INTO fields.fields (tenant_id, field_id, subject, key, name, name_key, type, required, listed, place, created_at)
                SELECT $1, f.id, 'retail.product', f.key, f.key, f.key, f.type, false, true, f.place, now()
                FROM unnest($2, ARRAY['shelf', 'weight', 'halal'], ARRAY['text', 'number', 'yes_no']) WITH ORDINALITY
                    AS f (id, key, type, place) ON CONFLICT DO NOTHING
                """,
                tenant,
                Enumerable.Range(0, 3).Select(n => Id(4, shop, n)).ToArray()
            );
            Add(
                """
                UPDATE retail.products SET fields = jsonb_build_object('shelf', 'A' || right(sku, 2), 'weight', price_sen * 7919 % 1000,
                    'halal', price_sen % 3 = 0)
                WHERE tenant_id = $1 AND fields = '{}'
                """,
                tenant
            );
        }
        if (shop < BigShops)
        {
            Add(
                """
                INSERT INTO trade.stock_movements (tenant_id, movement_id, item_id, location_id, quantity, kind, at)
                SELECT $1, item, item, branch_id, 1000000000000, 'opening', now() FROM unnest($2) AS item, trade.branches
                WHERE tenant_id = $1 AND place = 1 ON CONFLICT DO NOTHING
                """,
                tenant,
                Enumerable.Range(0, Stocked).Select(n => Product(shop, n)).ToArray()
            );
        }
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    // The same ids in every run, in time order as version 7 would be.
    private static Guid Id(int kind, int shop, int n) => new($"01980000-{kind:x4}-7000-8{shop % 0xfff:x3}-{shop:x6}{n:x6}");
}
