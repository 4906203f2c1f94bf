using Niaga.Fields;
using Niaga.Imports;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Trade.Customers.Import;

/// <summary>
/// An import of customers in SQL, some thousand rows a statement. New ones are made; of who is there already a filled cell replaces a fact,
/// phones, addresses of e-mail and tags are added, and an empty cell changes nothing. Who was archived is back.
/// </summary>
internal sealed class CustomerImportWriter(
    TenantSession session,
    DisclosureLog disclosures,
    BusinessFields fields,
    CustomersKnown known,
    TimeProvider clock
)
{
    private TenantCipher cipher = null!;
    private FieldSet own = null!;
    private IReadOnlyDictionary<Guid, FieldValues> held = null!;

    /// <summary>Ids of groups by their names' <see cref="SearchKey"/>.</summary>
    public IReadOnlyDictionary<string, Guid> Groups { get; set; } = new Dictionary<string, Guid>();

    public async Task<ImportWritten> Write(CustomerRow[] rows, ImportTarget import, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        foreach (var row in rows)
            row.Id = row.Target ?? Guid.CreateVersion7(now);
        CustomerRow[] made = [.. rows.Where(r => r.Target is null)];
        CustomerRow[] changed = [.. rows.Where(r => r.Target is not null)];
        (cipher, own) = (await session.Cipher(cancel), await fields.Of(CustomerOwnFields.Kind, cancel));
        held = await known.Fields([.. changed.Where(r => !own.Part(r.Own.Values).Closed.IsEmpty).Select(r => r.Id)], cancel);
        string[] closed = [.. rows.SelectMany(r => own.Part(r.Own.Values).Closed.All.Keys).Distinct()];
        await fields.HoldInUse(CustomerOwnFields.Kind, closed, cancel);
        var firsts = await FirstAddresses([.. changed.Select(r => r.Id)], cancel);
        await using var batch = new NpgsqlBatch(session.Connection)
        {
            BatchCommands =
            {
                Facts(Make, made, import, r => r.Details.Kind),
                Facts(Change, changed, import, r => r.KindGiven ? r.Details.Kind : null),
                Contacts(rows),
                Command(SoleAgain, Ids(rows.Where(r => r.Restores).ToArray(), r => r.Id)),
                Addresses(ChangeAddress, rows.Where(r => firsts.ContainsKey(r.Id)), r => firsts[r.Id]),
                Addresses(AddAddress, rows.Where(r => !firsts.ContainsKey(r.Id)), _ => Guid.CreateVersion7(now)),
                Tags(rows),
            },
        };
        await batch.ExecuteNonQueryAsync(cancel);
        await CustomerTokens.WriteAnew(session, await disclosures.ForWork(cancel), [.. rows.Select(r => r.Id)], cancel);
        return new(made.Length, changed.Length);
    }

    private const string Rows =
        "unnest($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) "
        + "AS r (id, kind, name, tin, tin_key, identity, identity_key, registration, note, group_id, credit, fields, own)";

    private const string Make = $"""
        WITH written AS (
            INSERT INTO trade.customers (tenant_id, customer_id, kind, name, tin, tin_key, identity, identity_key, registration, note,
                group_id, credit_limit_sen, fields, own, created_at, updated_at)
            SELECT $1, r.id, r.kind, r.name, r.tin, r.tin_key, r.identity, r.identity_key, r.registration, r.note, r.group_id, r.credit,
                r.fields::jsonb, r.own, $3, $3
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
            UPDATE trade.customers c SET kind = coalesce(r.kind, c.kind), name = r.name,
                tin = coalesce(r.tin, c.tin), tin_key = CASE WHEN r.tin IS NULL THEN c.tin_key ELSE r.tin_key END,
                identity = coalesce(r.identity, c.identity), identity_key = coalesce(r.identity_key, c.identity_key),
                registration = coalesce(r.registration, c.registration), note = coalesce(r.note, c.note),
                group_id = coalesce(r.group_id, c.group_id), credit_limit_sen = coalesce(r.credit, c.credit_limit_sen),
                fields = c.fields || r.fields::jsonb, own = coalesce(r.own, c.own), archived_at = NULL,
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
        WHERE a.tenant_id = $1 AND a.address_id = r.address_id
        """;

    private const string AddAddress = """
        INSERT INTO trade.customer_addresses (tenant_id, address_id, customer_id, place, line1, line2, postcode, town, state)
        SELECT $1, r.address_id, r.customer_id, 0, r.line1, r.line2, r.postcode, r.town, r.state
        FROM unnest($2, $3, $4, $5, $6, $7, $8) AS r (address_id, customer_id, line1, line2, postcode, town, state)
        """;

    private async Task<Dictionary<Guid, Guid>> FirstAddresses(Guid[] customers, CancellationToken cancel) =>
        (
            await session.Rows(
                $"""
                SELECT DISTINCT ON (customer_id) customer_id, address_id FROM trade.customer_addresses
                WHERE tenant_id = {session.Tenant.Value} AND customer_id = ANY ({customers}) ORDER BY customer_id, place, address_id
                """,
                row => (Customer: row.GetGuid(0), Address: row.GetGuid(1)),
                cancel
            )
        ).ToDictionary(a => a.Customer, a => a.Address);

    private NpgsqlBatchCommand Facts(string sql, CustomerRow[] rows, ImportTarget import, Func<CustomerRow, string?> kind) =>
        Command(
            sql,
            new() { Value = import.Id },
            new() { Value = clock.GetUtcNow() },
            Ids(rows, r => r.Id),
            Texts(rows, kind),
            Closed(rows, CustomerColumns.Name, r => r.Id, r => r.Details.Name),
            Closed(rows, CustomerColumns.Tin, r => r.Id, r => r.Details.Tin?.Value),
            Keys(rows, CustomerColumns.TinKey, r => r.TinKey),
            Closed(rows, CustomerColumns.Identity, r => r.Id, r => r.IdentityKey),
            Keys(rows, CustomerColumns.IdentityKey, r => r.IdentityKey),
            Closed(rows, CustomerColumns.Registration, r => r.Id, r => r.Details.Registration?.Value),
            Closed(rows, CustomerColumns.Note, r => r.Id, r => r.Details.Note),
            Ids(rows, r => r.Details.Group is { } group ? Groups[SearchKey.Of(group)] : null),
            new()
            {
                Value = rows.Select(r => r.Details.CreditLimit?.Sen).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
            },
            Texts(rows, r => own.Part(r.Own.Values).Open.Json),
            Closed(rows, CustomerColumns.Own, r => r.Id, OwnOf)
        );

    /// <summary>All that lies closed of the business's own fields once the row's are written; null where it says nothing.</summary>
    private string? OwnOf(CustomerRow row) =>
        own.Part(row.Own.Values).Closed is { IsEmpty: false } told
            ? own.Part(held.GetValueOrDefault(row.Id, FieldValues.None)).Closed.With(told).Json
            : null;

    private NpgsqlBatchCommand Contacts(CustomerRow[] rows)
    {
        // Behind those that are there.
        var contacts = rows.SelectMany(r =>
                r.Details.Contacts.Select(
                    (c, at) =>
                        (Own: Guid.CreateVersion7(), r.Id, Contact: c, Place: at + (r.Target is null ? 0 : CustomerInput.MostContacts))
                )
            )
            .ToArray();
        return Command(
            """
            INSERT INTO trade.customer_contacts (tenant_id, contact_id, customer_id, kind, value, value_key, place)
            SELECT $1, r.contact_id, r.customer_id, r.kind, r.value, r.value_key, r.place
            FROM unnest($2, $3, $4, $5, $6, $7) AS r (contact_id, customer_id, kind, value, value_key, place)
            ON CONFLICT ON CONSTRAINT customer_contacts_once DO NOTHING
            """,
            Ids(contacts, c => c.Own),
            Ids(contacts, c => c.Id),
            Texts(contacts, c => c.Contact.Kind),
            Closed(contacts, CustomerColumns.Value, c => c.Own, c => c.Contact.Value),
            Keys(contacts, CustomerColumns.ValueKey, c => c.Contact.Key),
            new() { Value = contacts.Select(c => c.Place).ToArray() }
        );
    }

    private NpgsqlBatchCommand Addresses(string sql, IEnumerable<CustomerRow> rows, Func<CustomerRow, Guid> id)
    {
        var addresses = rows.SelectMany(r => r.Details.Addresses.Select(a => (Own: id(r), r.Id, Address: a))).ToArray();
        return Command(
            sql,
            Ids(addresses, a => a.Own),
            Ids(addresses, a => a.Id),
            Closed(addresses, CustomerColumns.Line1, a => a.Own, a => a.Address.Line1),
            Closed(addresses, CustomerColumns.Line2, a => a.Own, a => a.Address.Line2),
            Closed(addresses, CustomerColumns.Postcode, a => a.Own, a => a.Address.Postcode),
            Closed(addresses, CustomerColumns.Town, a => a.Own, a => a.Address.Town),
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

    /// <summary>Values of a column, encrypted each for its row.</summary>
    private NpgsqlParameter Closed<T>(T[] rows, PersonalColumn column, Func<T, Guid> id, Func<T, string?> text) =>
        Bytes(rows, row => text(row) is { } value ? PersonalText.Stored(cipher, column, id(row), value) : null);

    private NpgsqlParameter Keys<T>(T[] rows, PersonalColumn column, Func<T, string?> key) =>
        Bytes(rows, row => key(row) is { } value ? BlindIndex.Whole(cipher, column, value) : null);

    private static NpgsqlParameter Bytes<T>(T[] rows, Func<T, byte[]?> bytes) =>
        new() { Value = rows.Select(bytes).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };

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
