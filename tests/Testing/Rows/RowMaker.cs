using System.Globalization;
using Niaga.Host;
using Npgsql;

namespace Niaga.Testing.Rows;

/// <summary>
/// Makes a valid row of any table from its catalog alone: types, what may not be null, listed choices, and the rows that its
/// foreign keys point to. Writes as the database's administrator.
/// </summary>
internal sealed class RowMaker(Catalog catalog, NpgsqlConnection admin)
{
    /// <summary>A value made for each row, though the column may be null.</summary>
    private const string OfItsOwn = "…";

    /// <summary>A phone made for each row.</summary>
    private const string APhone = "…phone";

    /// <summary>What no catalog tells: values that a check across columns or a trigger asks for. Keep it short.</summary>
    private static readonly Dictionary<string, string> Overrides = new()
    {
        ["platform.people.normalized_email"] = OfItsOwn, // held, where it is not claimed
        ["platform.files.content"] = "\\x736b753b6e616d650a41313b47756c610a", // a product list: sku;name, A1;Gula
        ["platform.files.size"] = "17",
        ["notes.comments.text_plain"] = OfItsOwn, // encrypted at the next start
        ["notes.attachments.name_plain"] = OfItsOwn,
        ["platform.domains.verified_at"] = "2026-11-02 08:00:00+08", // only then the directory of domains has a row
        ["platform.audit_entries.action"] = "platform.role_made", // pages have words for it
        ["platform.audit_entries.channel"] = "work",
        ["platform.audit_entries.subject"] = "platform.role",
        [
            "platform.person_passkeys.data"
        ] = // as Identity keeps one
            """
            {"AttestationObject":"","ClientDataJson":"","CreatedAt":"2026-11-02T00:00:00+00:00","IsBackedUp":false,
            "IsBackupEligible":false,"IsUserVerified":true,"Name":"x","PublicKey":"","SignCount":0,"Transports":[]}
            """,
        ["platform.api_keys.hint"] = "Xq0H…pQrS",
        ["platform.webhooks.address"] = "https://example.com/",
        ["platform.webhooks.events"] = "{retail.sale_recorded}",
        ["platform.webhook_deliveries.state"] = "delivered", // nothing is sent
        ["platform.api_keys.scope"] = "{platform.settings.view}", // a key may do something
        ["platform.notifications.kind"] = "retail.low_stock", // pages show it
        ["platform.notifications.told_at"] = "2999-01-01 08:00:00+08", // after everybody joined
        ["platform.retention_periods.class"] = OfItsOwn,
        ["platform.retention_periods.period"] = "7", // lawful
        ["platform.restricted_records.people"] = "{00000000-0000-0000-0000-000000000001}", // somebody
        ["platform.record_openings.subject"] = "trade.customer", // pages name it
        ["platform.record_openings.opened_at"] = "2026-11-02 08:00:00+08", // for an hour
        ["platform.record_openings.until"] = "2026-11-02 09:00:00+08",
        ["platform.legal_holds.scope"] = "business", // of one thing
        ["platform.legal_holds.reason"] = "A claim is heard in court.",
        ["platform.legal_holds.released_at"] = "2026-11-02 09:00:00+08", // nothing is held back
        ["platform.archives.state"] = "cancelled", // nobody makes it
        ["platform.archives.ended_at"] = "2026-11-02 09:00:00+08",
        ["platform.purge_runs.finished_at"] = "2026-11-02 09:00:00+08", // with its certificate
        ["platform.purge_runs.number"] = OfItsOwn,
        [
            "platform.purge_runs.certificate"
        ] = // pages read it
            """
            {"Certificate":1,"Business":"","Kind":"due","Day":"2026-11-02","StartedAt":"2026-11-02T00:00:00+00:00",
            "FinishedAt":"2026-11-02T01:00:00+00:00","Counts":[],"Ledger":""}
            """,
        ["platform.purge_runs.signature"] = "\\x00",
        ["platform.purge_runs.key_id"] = "0000000000000000",
        ["platform.purge_counts.closed"] = "false", // they need not add up
        ["platform.deletion_ledger.key_hash"] = "\\x000102030405060708090a0b0c0d0e0f",
        ["platform.deletion_ledger.written_in"] = "1",
        ["platform.list_columns.hidden"] = "{sku}", // a row stands for a choice
        ["platform.work_items.due_at"] = "2999-01-01", // nobody runs it while the suites look on
        ["fields.fields.subject"] = "retail.product", // pages show it
        ["fields.fields.type"] = "choice", // it has options
        ["imports.imports.kind"] = "retail.products",
        ["imports.imports.mapping"] = """{"Columns":{"sku":0,"name":1},"Delimiter":";","Encoding":"utf-8"}""", // pages read it
        ["imports.import_errors.field"] = "sku",
        ["imports.import_errors.code"] = "required",
        ["trade.customers.name"] = OfItsOwn,
        ["trade.customer_contacts.value"] = OfItsOwn,
        ["trade.customer_contacts.value_key"] = OfItsOwn,
        ["trade.customer_addresses.line1"] = OfItsOwn,
        ["trade.customers.name_plain"] = OfItsOwn, // encrypted by SealPlainRows, as all that is plain
        ["trade.customer_contacts.value_plain"] = APhone, // pages dial it
        ["trade.customer_addresses.line1_plain"] = OfItsOwn,
        ["trade.customer_consents.withdrawn_at"] = "2026-11-02 09:00:00+08", // of those that hold there is one
        ["trade.customer_consents.withdrawn_channel"] = "phone",
        ["trade.customer_merges.undone_at"] = "2026-11-02 09:00:00+08", // likewise
        ["trade.work_shifts.ends_at"] = "2026-11-02 16:00:00+08", // after it begins
        ["privacy.requests.due_on"] = "2026-11-23", // 21 days after it came
        ["retail.products.tax_code"] = "none", // it can be sold
        ["retail.sales.rounding_sen"] = "0", // lines and payments of one sen each add up
        ["retail.reversals.rounding_sen"] = "0", // likewise
        ["retail.reversals.kind"] = "refund", // a sale bears more than one
        ["retail.product_months.month"] = "2020-01-01", // the first of one, before anything was sold
        ["retail.summed_months.until"] = "2020-02-01", // likewise
    };

    /// <summary>The administrator of a test's database, outside every pool: a tenant set there stays set.</summary>
    public static async Task<NpgsqlConnection> Connect(string database)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(TestServer.As("postgres", database)) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        return connection;
    }

    // Over all row makers of the run: two of them must not make the same row.
    private static int counter = 1000;

    /// <summary>A row of every table for each tenant, in one transaction each: some tables are checked only together.</summary>
    /// <exception cref="InvalidOperationException">A table could not be filled; names it and says why.</exception>
    public async Task FillEveryTable(params Guid[] tenants)
    {
        foreach (var tenant in tenants)
        {
            await using var transaction = await admin.BeginTransactionAsync();
            await admin.Run($"SELECT set_config('app.tenant_id', '{tenant}', true), set_config('app.branches', '*', true)");
            var open = catalog.Tables.Values.ToList();
            while (open.Count > 0)
            {
                var failures = new List<string>();
                foreach (var table in open.ToArray())
                {
                    await transaction.SaveAsync("attempt");
                    try
                    {
                        if (await Existing(table, tenant) is null)
                            await Insert(table, await Values(table, tenant, another: false));
                        open.Remove(table);
                    }
                    catch (PostgresException e)
                    {
                        // A trigger of another table may be the only one who writes here: that table's turn first.
                        await transaction.RollbackAsync("attempt");
                        failures.Add($"{table.Name}: {e.MessageText}");
                    }
                }
                if (failures.Count == open.Count && failures.Count > 0 && !await Progress(open, tenant))
                {
                    throw new InvalidOperationException(
                        "No row could be made; the row maker needs to know more about these tables:\n" + string.Join('\n', failures)
                    );
                }
            }
            foreach (var table in catalog.WithTenant)
                await PointToParents(table, tenant);
            // A page and an endpoint for each kind of import, so a row for each.
            foreach (var kind in Modules.Find().Manifests.SelectMany(m => m.Imports).Where(k => k.Key != "retail.products"))
                await admin.Run(
                    $"""
                    INSERT INTO imports.imports (tenant_id, import_id, kind, file_id, file_name, state, mapping, created_by, created_at)
                    SELECT tenant_id, gen_random_uuid(), '{kind.Key}', file_id, file_name, state, mapping, created_by, created_at
                    FROM imports.imports WHERE tenant_id = '{tenant}' AND kind = 'retail.products' LIMIT 1
                    """
                );
            await transaction.CommitAsync();
        }
    }

    /// <summary>A row that sign-up made may point to nothing where it could: a logo, a category. Now it does.</summary>
    private async Task PointToParents(DbTable table, Guid tenant)
    {
        var row = (await Existing(table, tenant))!;
        foreach (var key in table.ForeignKeys.Where(k => k.Parent != table.Name && k.Columns.Any(c => row[c] is null)))
        {
            if (await Existing(catalog.Tables[key.Parent], tenant) is not { } parent)
                continue;

            var set = key
                .Columns.Zip(key.ParentColumns)
                .Where(p => p.First != DbTable.Tenant)
                .Select(p => $"{Database.Quoted(p.First)} = {Database.Literal(parent[p.Second])}");
            await admin.Run($"UPDATE {table.Name} SET {string.Join(", ", set)} WHERE {Where(table.PrimaryKey, row)}");
        }
    }

    /// <summary>Some table that failed has been filled meanwhile by another's trigger.</summary>
    private async Task<bool> Progress(List<DbTable> open, Guid tenant)
    {
        foreach (var table in open)
        {
            if (await Existing(table, tenant) is not null)
                return true;
        }
        return false;
    }

    /// <summary>Values of one more row of a table: its parents exist, itself does not yet.</summary>
    public async Task<Dictionary<string, string?>> Another(DbTable table, Guid tenant)
    {
        await admin.Run($"SELECT set_config('app.tenant_id', '{tenant}', false), set_config('app.branches', '*', false)");
        var values = await Values(table, tenant, another: true);
        foreach (var unique in table.Uniques.Where(u => u.All(c => values.GetValueOrDefault(c) is not null)))
        {
            // A parent's trigger may have written this very row.
            await admin.Run($"DELETE FROM {table.Name} WHERE {Where(unique, values)}");
        }
        return values;
    }

    /// <summary>A row of the tenant (of anybody, where the table knows no tenants), or null.</summary>
    public async Task<Dictionary<string, string?>?> Existing(DbTable table, Guid tenant)
    {
        var columns = string.Join(", ", table.Columns.Select(c => Database.Quoted(c.Name) + "::text"));
        var mine = table.HasTenant ? $"WHERE tenant_id = '{tenant}'" : "";
        var row = (await admin.Rows($"SELECT {columns} FROM {table.Name} {mine} ORDER BY 1, 2 LIMIT 1")).FirstOrDefault();
        return row is null ? null : table.Columns.Zip(row).ToDictionary(p => p.First.Name, p => p.Second);
    }

    /// <summary>
    /// Nine further rows for each that a business and its owner have, in every table where they have no more than a handful.
    /// </summary>
    public async Task Multiply(Guid tenant, Guid person)
    {
        const int handful = 5;
        var failures = new List<string>();
        foreach (var table in catalog.Tables.Values.Where(t => t.PrimaryKey is not [DbTable.Tenant]))
        {
            var people = table.ForeignKeys.Where(k => k.Parent == "platform.people").SelectMany(k => k.Columns).ToArray();
            var mine =
                table.HasTenant ? $"tenant_id = '{tenant}'"
                : people.Length > 0 ? string.Join(" OR ", people.Select(p => $"{p} = '{person}'"))
                : "false";
            var many = int.Parse((await admin.One($"SELECT count(*) FROM {table.Name} WHERE {mine}"))!, CultureInfo.InvariantCulture);
            if (many is 0 or > handful)
                continue;

            for (var more = many * 9; more > 0; more--)
            {
                await using var transaction = await admin.BeginTransactionAsync();
                try
                {
                    await admin.Run($"SELECT set_config('app.tenant_id', '{tenant}', true), set_config('app.branches', '*', true)");
                    var values = await Values(table, tenant, another: true);
                    // The signed-in person's own, unless one person has but one such row.
                    foreach (var column in people.Where(p => table.Uniques.All(u => !u.All(c => c == p || c == DbTable.Tenant))))
                        values[column] = person.ToString();
                    await Insert(table, values);
                    await admin.Run("SET CONSTRAINTS ALL IMMEDIATE");
                    await transaction.CommitAsync();
                }
                catch (PostgresException e)
                {
                    await transaction.RollbackAsync();
                    failures.Add($"{table.Name}: {e.MessageText}");
                    break;
                }
            }
        }
        Unmultiplied = failures;
    }

    /// <summary>Tables of which there cannot be ten, with what the database says.</summary>
    public IReadOnlyList<string> Unmultiplied { get; private set; } = [];

    public async Task Insert(DbTable table, Dictionary<string, string?> values) =>
        await admin.Run($"INSERT INTO {table.Name} ({Columns(values)}) VALUES ({Literals(table, values)})");

    public static string Columns(Dictionary<string, string?> values) => string.Join(", ", values.Keys.Select(Database.Quoted));

    public static string Literals(DbTable table, Dictionary<string, string?> values) =>
        string.Join(", ", values.Select(v => Database.Literal(v.Value) + "::" + table.Columns.Single(c => c.Name == v.Key).Type));

    public static string Where(IEnumerable<string> columns, Dictionary<string, string?> values) =>
        string.Join(" AND ", columns.Select(c => $"{Database.Quoted(c)}::text = {Database.Literal(values[c])}"));

    private async Task<Dictionary<string, string?>> Values(DbTable table, Guid tenant, bool another)
    {
        // One row per tenant: another row is another tenant's.
        if (another && table.PrimaryKey is [DbTable.Tenant])
            tenant = Guid.CreateVersion7();
        var values = new Dictionary<string, string?>();
        if (table.HasTenant)
            values[DbTable.Tenant] = tenant.ToString();
        foreach (var key in table.ForeignKeys.Where(k => k.Parent != table.Name))
        {
            var parent = catalog.Tables[key.Parent];
            var row =
                another && OneToOne(table, key) ? await Make(parent, tenant) : await Existing(parent, tenant) ?? await Make(parent, tenant);
            if (parent.PrimaryKey is [DbTable.Tenant] && row[DbTable.Tenant] != tenant.ToString())
                throw new InvalidOperationException($"{table.Name} points across tenants.");

            foreach (var (column, from) in key.Columns.Zip(key.ParentColumns))
                values[column] = row[from];
        }
        foreach (var column in table.Columns.Where(c => !values.ContainsKey(c.Name)))
        {
            if (Overrides.TryGetValue($"{table.Name}.{column.Name}", out var known))
                values[column.Name] = known switch
                {
                    OfItsOwn => Value(table, column),
                    APhone => string.Create(CultureInfo.InvariantCulture, $"+6012345{Interlocked.Increment(ref counter) % 10_000:0000}"),
                    _ => known,
                };
            else if (column is { NotNull: true, Filled: false })
                values[column.Name] = Value(table, column);
        }
        return values;
    }

    private async Task<Dictionary<string, string?>> Make(DbTable table, Guid tenant)
    {
        var row = await Values(table, tenant, another: table.PrimaryKey is not [DbTable.Tenant]);
        try
        {
            await Insert(table, row);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CheckViolation)
        {
            // A document without its lines: only as a restore writes it, without triggers, is it a parent by itself.
            await admin.Run(
                $"BEGIN; SET LOCAL session_replication_role = replica; INSERT INTO {table.Name} ({Columns(row)}) "
                    + $"VALUES ({Literals(table, row)}); COMMIT"
            );
        }
        return row;
    }

    /// <summary>The parent decides a whole unique key, so that each further row needs a further parent.</summary>
    private static bool OneToOne(DbTable table, ForeignKey key) =>
        table.Uniques.Any(u =>
            u.Length > 1
            && u.Any(c => c != DbTable.Tenant && key.Columns.Contains(c))
            && u.All(c => c == DbTable.Tenant || table.ForeignKeys.Any(f => f.Columns.Contains(c)) || AlwaysTheSame(table, c))
        );

    /// <summary>Of a list of choices every row gets the first.</summary>
    private static bool AlwaysTheSame(DbTable table, string column) => table.Columns.Single(c => c.Name == column).Choices.Length > 0;

    private string Value(DbTable table, Column column)
    {
        if (column.Choices.Length > 0)
            return column.Choices[0];

        var keyed = table.Uniques.Any(u => u.Contains(column.Name));
        return column.Type switch
        {
            "uuid" => Guid.CreateVersion7().ToString(),
            "text" or "character varying" or "citext" => "x" + Guid.NewGuid().ToString("N")[..23],
            "integer" or "bigint" or "smallint" => keyed ? Interlocked.Increment(ref counter).ToString(CultureInfo.InvariantCulture) : "1",
            "numeric" => "1",
            "boolean" => "true",
            "date" => keyed
                ? new DateOnly(2026, 11, 2).AddDays(Interlocked.Increment(ref counter)).ToString("O", CultureInfo.InvariantCulture)
                : "2026-11-02",
            "timestamp with time zone" => keyed
                ? $"2026-11-02 08:00:00.{Interlocked.Increment(ref counter):000000}+08"
                : "2026-11-02 08:00:00+08",
            "bytea" => "\\x"
                + Convert.ToHexStringLower(
                    System.Security.Cryptography.RandomNumberGenerator.GetBytes(
                        column.Name.EndsWith("_key", StringComparison.Ordinal) ? 16 : 32
                    )
                ),
            "jsonb" or "json" => "{}",
            "inet" => "203.0.113.7",
            "cidr" => Network(Interlocked.Increment(ref counter)),
            var array when array.EndsWith("[]", StringComparison.Ordinal) => "{}",
            var other => throw new InvalidOperationException($"{table.Name}.{column.Name}: the row maker knows no value of type {other}."),
        };
    }

    private static string Network(int n) => string.Create(CultureInfo.InvariantCulture, $"10.{n / 256 % 256}.{n % 256}.0/24");
}
