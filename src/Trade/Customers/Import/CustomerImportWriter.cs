using Niaga.Imports;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Trade.Customers.Import;

/// <summary>
/// An import of customers in SQL, some thousand rows a statement. New ones are made; of who is there already a filled cell replaces a fact,
/// phones, addresses of e-mail and tags are added, and an empty cell changes nothing. Who was archived is back.
/// </summary>
internal sealed class CustomerImportWriter(TenantSession session, TimeProvider clock)
{
    /// <summary>Ids of groups by their names' <see cref="SearchKey"/>.</summary>
    public IReadOnlyDictionary<string, Guid> Groups { get; set; } = new Dictionary<string, Guid>();

    public async Task<ImportWritten> Write(CustomerRow[] rows, ImportTarget import, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        foreach (var row in rows)
            row.Id = row.Target ?? Guid.CreateVersion7(now);
        CustomerRow[] made = [.. rows.Where(r => r.Target is null)];
        CustomerRow[] changed = [.. rows.Where(r => r.Target is not null)];
        await using var batch = new NpgsqlBatch(session.Connection)
        {
            BatchCommands =
            {
                Facts(Make, made, import, r => r.Details.Kind),
                Facts(Change, changed, import, r => r.KindGiven ? r.Details.Kind : null),
                Contacts(rows),
                Command(SoleAgain, Ids(rows.Where(r => r.Restores).ToArray(), r => r.Id)),
                Addresses(ChangeAddress, changed),
                Addresses(AddAddress, rows),
                Tags(rows),
            },
        };
        await batch.ExecuteNonQueryAsync(cancel);
        await CustomerWords.WriteAnew(session, [.. rows.Select(r => r.Id)], cancel);
        return new(made.Length, changed.Length);
    }

    private const string Rows =
        "unnest($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
        + "AS r (id, kind, name, name_key, tin, tin_key, registration, note, group_id, credit, fields)";

    private const string Make = $"""
        WITH written AS (
            INSERT INTO trade.customers (tenant_id, customer_id, kind, name, name_key, tin, tin_key, registration, note, group_id,
                credit_limit_sen, fields, created_at, updated_at)
            SELECT $1, r.id, r.kind, r.name, r.name_key, r.tin, r.tin_key, r.registration, r.note, r.group_id, r.credit, r.fields::jsonb,
                $3, $3
            FROM {Rows}
            RETURNING new.customer_id, new.xmin::text::bigint AS version
        )
        INSERT INTO imports.import_changes (tenant_id, import_id, record_id, made, version)
        SELECT $1, $2, customer_id, true, version FROM written
        """;

    private const string Change = $"""
        WITH r AS MATERIALIZED (SELECT * FROM {Rows}),
        before AS MATERIALIZED (
            SELECT c.customer_id, jsonb_build_object('customer', to_jsonb(c),
                'contacts', (SELECT coalesce(jsonb_agg(x.contact_id), '[]') FROM trade.customer_contacts x
                    WHERE x.tenant_id = $1 AND x.customer_id = c.customer_id),
                'tags', (SELECT coalesce(jsonb_agg(t.tag_key), '[]') FROM trade.customer_tags t
                    WHERE t.tenant_id = $1 AND t.customer_id = c.customer_id),
                'address', (SELECT to_jsonb(a) FROM trade.customer_addresses a WHERE a.tenant_id = $1 AND a.customer_id = c.customer_id
                    ORDER BY a.place, a.address_id LIMIT 1)) AS state
            FROM trade.customers c JOIN r ON r.id = c.customer_id WHERE c.tenant_id = $1
        ),
        written AS (
            UPDATE trade.customers c SET kind = coalesce(r.kind, c.kind), name = r.name, name_key = r.name_key,
                tin = coalesce(r.tin, c.tin), tin_key = CASE WHEN r.tin IS NULL THEN c.tin_key ELSE r.tin_key END,
                registration = coalesce(r.registration, c.registration), note = coalesce(r.note, c.note),
                group_id = coalesce(r.group_id, c.group_id), credit_limit_sen = coalesce(r.credit, c.credit_limit_sen),
                fields = c.fields || r.fields::jsonb, archived_at = NULL,
                updated_at = $3
            FROM r WHERE c.tenant_id = $1 AND c.customer_id = r.id
            RETURNING new.customer_id, new.xmin::text::bigint AS version
        )
        INSERT INTO imports.import_changes (tenant_id, import_id, record_id, made, version, before)
        SELECT $1, $2, w.customer_id, false, w.version, b.state FROM written w JOIN before b ON b.customer_id = w.customer_id
        """;

    /// <summary>
    /// Who is back has numbers and addresses to itself again, but those another has taken meanwhile. Of two who come back
    /// together, the first has them.
    /// </summary>
    private const string SoleAgain = """
        UPDATE trade.customer_contacts c SET shared = false
        WHERE c.tenant_id = $1 AND c.customer_id = ANY ($2) AND c.shared AND NOT EXISTS (
            SELECT FROM trade.customer_contacts o WHERE o.tenant_id = $1 AND o.kind = c.kind AND o.value_key = c.value_key
                AND o.customer_id <> c.customer_id AND (NOT o.shared OR (o.customer_id = ANY ($2) AND o.customer_id < c.customer_id)))
        """;

    /// <summary>The first address is the one an export shows; what it is for stays.</summary>
    private const string ChangeAddress = """
        UPDATE trade.customer_addresses a SET line1 = r.line1, line2 = coalesce(r.line2, a.line2),
            postcode = coalesce(r.postcode, a.postcode), town = coalesce(r.town, a.town), state = coalesce(r.state, a.state)
        FROM unnest($2, $3, $4, $5, $6, $7, $8) AS r (address_id, customer_id, line1, line2, postcode, town, state)
        WHERE a.tenant_id = $1 AND a.customer_id = r.customer_id AND a.address_id = (
            SELECT f.address_id FROM trade.customer_addresses f WHERE f.tenant_id = $1 AND f.customer_id = r.customer_id
            ORDER BY f.place, f.address_id LIMIT 1)
        """;

    private const string AddAddress = """
        INSERT INTO trade.customer_addresses (tenant_id, address_id, customer_id, place, line1, line2, postcode, town, state)
        SELECT $1, r.address_id, r.customer_id, 0, r.line1, r.line2, r.postcode, r.town, r.state
        FROM unnest($2, $3, $4, $5, $6, $7, $8) AS r (address_id, customer_id, line1, line2, postcode, town, state)
        WHERE NOT EXISTS (SELECT FROM trade.customer_addresses a WHERE a.tenant_id = $1 AND a.customer_id = r.customer_id)
        """;

    private NpgsqlBatchCommand Facts(string sql, CustomerRow[] rows, ImportTarget import, Func<CustomerRow, string?> kind) =>
        Command(
            sql,
            new() { Value = import.Id },
            new() { Value = clock.GetUtcNow() },
            Ids(rows, r => r.Id),
            Texts(rows, kind),
            Texts(rows, r => r.Details.Name),
            Texts(rows, r => SearchKey.Of(r.Details.Name)),
            Texts(rows, r => r.Details.Tin?.Value),
            Texts(rows, r => r.TinKey),
            Texts(rows, r => r.Details.Registration?.Value),
            Texts(rows, r => r.Details.Note),
            Ids(rows, r => r.Details.Group is { } group ? Groups[SearchKey.Of(group)] : null),
            new()
            {
                Value = rows.Select(r => r.Details.CreditLimit?.Sen).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
            },
            Texts(rows, r => r.Own.Values.Json)
        );

    private NpgsqlBatchCommand Contacts(CustomerRow[] rows)
    {
        // Behind those that are there.
        var contacts = rows.SelectMany(r =>
                r.Details.Contacts.Select((c, at) => (r.Id, Contact: c, Place: at + (r.Target is null ? 0 : CustomerInput.MostContacts)))
            )
            .ToArray();
        return Command(
            """
            INSERT INTO trade.customer_contacts (tenant_id, contact_id, customer_id, kind, value, value_key, place)
            SELECT $1, r.contact_id, r.customer_id, r.kind, r.value, r.value_key, r.place
            FROM unnest($2, $3, $4, $5, $6, $7) AS r (contact_id, customer_id, kind, value, value_key, place)
            ON CONFLICT ON CONSTRAINT customer_contacts_once DO NOTHING
            """,
            Ids(contacts, _ => Guid.CreateVersion7()),
            Ids(contacts, c => c.Id),
            Texts(contacts, c => c.Contact.Kind),
            Texts(contacts, c => c.Contact.Value),
            Texts(contacts, c => c.Contact.Key),
            new() { Value = contacts.Select(c => c.Place).ToArray() }
        );
    }

    private NpgsqlBatchCommand Addresses(string sql, CustomerRow[] rows)
    {
        var addresses = rows.SelectMany(r => r.Details.Addresses.Select(a => (r.Id, Address: a))).ToArray();
        return Command(
            sql,
            Ids(addresses, _ => Guid.CreateVersion7()),
            Ids(addresses, a => a.Id),
            Texts(addresses, a => a.Address.Line1),
            Texts(addresses, a => a.Address.Line2),
            Texts(addresses, a => a.Address.Postcode),
            Texts(addresses, a => a.Address.Town),
            Texts(addresses, a => a.Address.State)
        );
    }

    private NpgsqlBatchCommand Tags(CustomerRow[] rows)
    {
        var tags = rows.SelectMany(r => r.Details.Tags.Select(t => (r.Id, Tag: t))).ToArray();
        return Command(
            """
            INSERT INTO trade.customer_tags (tenant_id, customer_id, tag, tag_key)
            SELECT $1, r.customer_id, r.tag, r.tag_key FROM unnest($2, $3, $4) AS r (customer_id, tag, tag_key) ON CONFLICT DO NOTHING
            """,
            Ids(tags, t => t.Id),
            Texts(tags, t => t.Tag),
            Texts(tags, t => SearchKey.Of(t.Tag))
        );
    }

    private static NpgsqlParameter Ids<T>(T[] rows, Func<T, Guid?> id) =>
        new() { Value = rows.Select(id).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };

    private static NpgsqlParameter Texts<T>(T[] rows, Func<T, string?> text) =>
        new() { Value = rows.Select(text).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private NpgsqlBatchCommand Command(string sql, params NpgsqlParameter[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        foreach (var value in values)
            command.Parameters.Add(value);
        return command;
    }
}
