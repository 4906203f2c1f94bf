using Niaga.Testing;
using Niaga.Testing.Rows;

namespace Niaga.Bench;

/// <summary>Customers of a bench: written plainly, and encrypted as the start of a version that encrypts does.</summary>
internal static class PeopleRows
{
    public static async Task Write(NiagaApp app, TestBusiness shop, int people)
    {
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run(
            $"""
            SELECT set_config('app.tenant_id', '{shop.Tenant}', false), set_config('app.branches', '*', false);
            INSERT INTO trade.customers (tenant_id, customer_id, kind, name_plain, tin_plain, created_at, updated_at)
            SELECT '{shop.Tenant}', gen_random_uuid(), 'person',
                (ARRAY['Siti', 'Ahmad', 'Mei Ling', 'Kavitha', 'Faizal', 'Aminah', 'Boon Hock'])[1 + n % 7] || ' ' || n || ' bin '
                || (ARRAY['Osman', 'Ismail', 'Rahman', 'Tan', 'Subramaniam'])[1 + n % 5], 'IG' || (10000000000 + n), now(), now()
            FROM generate_series(1, {people}) n;
            INSERT INTO trade.customer_contacts (tenant_id, contact_id, customer_id, kind, value_plain, place)
            SELECT tenant_id, gen_random_uuid(), customer_id, 'phone', '+6013' || lpad(row_number() OVER ()::text, 7, '0'), 0
            FROM trade.customers WHERE tenant_id = '{shop.Tenant}';
            INSERT INTO trade.customer_contacts (tenant_id, contact_id, customer_id, kind, value_plain, place)
            SELECT tenant_id, gen_random_uuid(), customer_id, 'email', 'orang' || row_number() OVER () || '@contoh.my', 0
            FROM trade.customers WHERE tenant_id = '{shop.Tenant}'
            """
        );
    }

    public static async Task Seal(NiagaApp app)
    {
        await app.SealPlainRows();
        await using var after = await RowMaker.Connect(app.Database);
        await after.Run("ANALYZE trade.customers; ANALYZE trade.customer_tokens; ANALYZE trade.customer_contacts");
    }
}
