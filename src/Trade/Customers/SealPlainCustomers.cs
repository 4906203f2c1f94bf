using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Fields;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Trade.Customers;

/// <summary>
/// Encrypts what a version before encryption wrote of customers, some hundred at a time. Answers how many it sealed; none is left at 0.
/// </summary>
[OperatorOnly]
internal sealed class SealPlainCustomers(TenantSession session, BusinessFields fields, DisclosureLog disclosures)
    : UseCase<SealPlainCustomers, SealPlainCustomers.Input, int>
{
    private const int Portion = 500;

    public sealed record Input;

    private sealed record Plain(Guid Id, string? Name, string? Tin, string? Registration, string? Note, string Fields);

    private sealed record Contact(Guid Id, string Kind, string Value);

    private sealed record Address(Guid Id, string?[] Texts);

    public override async Task<Outcome<int>> Run(Input input, CancellationToken cancel)
    {
        var (tenant, cipher) = (session.Tenant.Value, await session.Cipher(cancel));
        var own = await fields.Of(CustomerOwnFields.Kind, cancel);
        var customers = await session.Rows(
            $"""
            SELECT customer_id, name_plain, tin_plain, registration_plain, note_plain, fields::text FROM trade.customers
            WHERE tenant_id = {tenant} AND name_plain IS NOT NULL ORDER BY customer_id LIMIT {Portion} FOR UPDATE
            """,
            row => new Plain(row.GetGuid(0), Text(row, 1), Text(row, 2), Text(row, 3), Text(row, 4), row.GetString(5)),
            cancel
        );
        if (customers.Count == 0)
            return 0;

        Guid[] ids = [.. customers.Select(c => c.Id)];
        var contacts = await session.Rows(
            $"""
            SELECT contact_id, kind, value_plain FROM trade.customer_contacts
            WHERE tenant_id = {tenant} AND customer_id = ANY ({ids}) AND value_plain IS NOT NULL
            """,
            row => new Contact(row.GetGuid(0), row.GetString(1), row.GetString(2)),
            cancel
        );
        var addresses = await session.Rows(
            $"""
            SELECT address_id, label_plain, line1_plain, line2_plain, postcode_plain, town_plain FROM trade.customer_addresses
            WHERE tenant_id = {tenant} AND customer_id = ANY ({ids}) AND line1_plain IS NOT NULL
            """,
            row => new Address(row.GetGuid(0), [.. Enumerable.Range(1, 5).Select(i => Text(row, i))]),
            cancel
        );
        // A statement a table, not one a row.
        await using var batch = new NpgsqlBatch(session.Connection)
        {
            BatchCommands =
            {
                Command(
                    """
                    UPDATE trade.customers c SET name = r.name, tin = r.tin, tin_key = r.tin_key, registration = r.registration,
                        note = r.note, own = r.own, fields = r.fields::jsonb,
                        name_plain = NULL, tin_plain = NULL, registration_plain = NULL, note_plain = NULL
                    FROM unnest($2, $3, $4, $5, $6, $7, $8, $9) AS r (id, name, tin, tin_key, registration, note, own, fields)
                    WHERE c.tenant_id = $1 AND c.customer_id = r.id
                    """,
                    new NpgsqlParameter<Guid[]> { TypedValue = ids },
                    Closed(customers, CustomerColumns.Name, c => c.Id, c => c.Name),
                    Closed(customers, CustomerColumns.Tin, c => c.Id, c => c.Tin),
                    Bytes(customers, c => TinKey(c.Tin)),
                    Closed(customers, CustomerColumns.Registration, c => c.Id, c => c.Registration),
                    Closed(customers, CustomerColumns.Note, c => c.Id, c => c.Note),
                    Closed(
                        customers,
                        CustomerColumns.Own,
                        c => c.Id,
                        c => Part(c).Closed is { IsEmpty: false } closed ? closed.Json : null
                    ),
                    new NpgsqlParameter<string[]> { TypedValue = [.. customers.Select(c => Part(c).Open.Json)] }
                ),
                Command(
                    """
                    UPDATE trade.customer_contacts c SET value = r.value, value_key = r.value_key, value_plain = NULL
                    FROM unnest($2, $3, $4) AS r (id, value, value_key) WHERE c.tenant_id = $1 AND c.contact_id = r.id
                    """,
                    new NpgsqlParameter<Guid[]> { TypedValue = [.. contacts.Select(c => c.Id)] },
                    Closed(contacts, CustomerColumns.Value, c => c.Id, c => c.Value),
                    Bytes(
                        contacts,
                        c => BlindIndex.Whole(cipher, CustomerColumns.ValueKey, CustomerDetails.Contact.Kept(c.Kind, c.Value).Key)
                    )
                ),
                Command(
                    """
                    UPDATE trade.customer_addresses a SET label = r.label, line1 = r.line1, line2 = r.line2, postcode = r.postcode,
                        town = r.town, label_plain = NULL, line1_plain = NULL, line2_plain = NULL, postcode_plain = NULL, town_plain = NULL
                    FROM unnest($2, $3, $4, $5, $6, $7) AS r (id, label, line1, line2, postcode, town)
                    WHERE a.tenant_id = $1 AND a.address_id = r.id
                    """,
                    [
                        new NpgsqlParameter<Guid[]> { TypedValue = [.. addresses.Select(a => a.Id)] },
                        .. CustomerColumns.AddressParts.Select((column, i) => Closed(addresses, column, a => a.Id, a => a.Texts[i])),
                    ]
                ),
            },
        };
        await batch.ExecuteNonQueryAsync(cancel);
        await CustomerTokens.WriteAnew(session, await disclosures.ForWork(cancel), ids, cancel);
        return customers.Count;

        NpgsqlBatchCommand Command(string sql, params NpgsqlParameter[] values)
        {
            var command = new NpgsqlBatchCommand(sql) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = tenant } } };
            foreach (var value in values)
                command.Parameters.Add(value);
            return command;
        }

        (FieldValues Open, FieldValues Closed) Part(Plain one) => own.Part(FieldValues.Of(one.Fields));

        NpgsqlParameter Closed<T>(List<T> rows, PersonalColumn column, Func<T, Guid> id, Func<T, string?> text) =>
            Bytes(rows, row => text(row) is { } value ? PersonalText.Stored(cipher, column, id(row), value) : null);

        byte[]? TinKey(string? text) =>
            Tin.TryParse(text, out var tin) && !tin.IsGeneral ? BlindIndex.Whole(cipher, CustomerColumns.TinKey, tin.Value) : null;

        static NpgsqlParameter Bytes<T>(List<T> rows, Func<T, byte[]?> bytes) =>
            new() { Value = rows.Select(bytes).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };

        static string? Text(System.Data.Common.DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);
    }

    /// <summary>For the start of a version that encrypts.</summary>
    internal static readonly PlainRows AtStart = new(
        async (scope, cancel) =>
            (await Do(scope.GetRequiredService<UseCaseRunner>(), new(), cancel)).Succeeded(out var rows, out var refusal)
                ? rows
                : throw new InvalidOperationException($"Customers cannot be encrypted: {refusal.Code}.")
    );
}
