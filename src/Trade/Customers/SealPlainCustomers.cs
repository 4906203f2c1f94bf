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
        await using var batch = new NpgsqlBatch(session.Connection);
        foreach (var one in customers)
        {
            var (open, closed) = own.Part(FieldValues.Of(one.Fields));
            Add(
                """
                UPDATE trade.customers SET name = $3, tin = $4, tin_key = $5, registration = $6, note = $7, own = $8, fields = $9::jsonb,
                    name_plain = NULL, tin_plain = NULL, registration_plain = NULL, note_plain = NULL
                WHERE tenant_id = $1 AND customer_id = $2
                """,
                one.Id,
                Bytes(CustomerColumns.Name, one.Id, one.Name),
                Bytes(CustomerColumns.Tin, one.Id, one.Tin),
                Nullable(
                    Tin.TryParse(one.Tin, out var tin) && !tin.IsGeneral
                        ? BlindIndex.Whole(cipher, CustomerColumns.TinKey, tin.Value)
                        : null
                ),
                Bytes(CustomerColumns.Registration, one.Id, one.Registration),
                Bytes(CustomerColumns.Note, one.Id, one.Note),
                Bytes(CustomerColumns.Own, one.Id, closed.IsEmpty ? null : closed.Json),
                new NpgsqlParameter<string> { TypedValue = open.Json }
            );
        }
        foreach (var one in contacts)
        {
            var key = CustomerDetails.Contact.Kept(one.Kind, one.Value).Key;
            Add(
                """
                UPDATE trade.customer_contacts SET value = $3, value_key = $4, value_plain = NULL WHERE tenant_id = $1 AND contact_id = $2
                """,
                one.Id,
                Bytes(CustomerColumns.Value, one.Id, one.Value),
                Nullable(BlindIndex.Whole(cipher, CustomerColumns.ValueKey, key))
            );
        }
        foreach (var one in addresses)
        {
            Add(
                """
                UPDATE trade.customer_addresses SET label = $3, line1 = $4, line2 = $5, postcode = $6, town = $7, label_plain = NULL,
                    line1_plain = NULL, line2_plain = NULL, postcode_plain = NULL, town_plain = NULL
                WHERE tenant_id = $1 AND address_id = $2
                """,
                one.Id,
                [.. CustomerColumns.AddressParts.Select((column, i) => Bytes(column, one.Id, one.Texts[i]))]
            );
        }
        await batch.ExecuteNonQueryAsync(cancel);
        await CustomerTokens.WriteAnew(session, await disclosures.ForWork(cancel), ids, cancel);
        return customers.Count;

        void Add(string sql, Guid id, params NpgsqlParameter[] values)
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
            foreach (var value in values)
                command.Parameters.Add(value);
            batch.BatchCommands.Add(command);
        }

        NpgsqlParameter Bytes(PersonalColumn column, Guid row, string? text) =>
            Nullable(text is null ? null : PersonalText.Stored(cipher, column, row, text));

        static NpgsqlParameter Nullable(byte[]? bytes) =>
            new() { Value = (object?)bytes ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea };

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
