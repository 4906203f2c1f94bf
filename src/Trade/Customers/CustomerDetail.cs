using System.Data.Common;
using Niaga.Fields;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

/// <summary>A customer in the API and on their page.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Kind" example="person"><c>person</c> or <c>company</c>.</param>
/// <param name="Name" example="Nur Aisyah binti Rahman">Their name.</param>
/// <param name="Phones" example="[&quot;+60123456789&quot;]">E.164, the one to ring first in front.</param>
/// <param name="Emails" example="[&quot;aisyah@example.my&quot;]">The one to write to in front.</param>
/// <param name="Addresses">The main one in front.</param>
/// <param name="Tin" example="IG845462070">LHDN's number.</param>
/// <param name="IdentityKind" example="mykad"><c>mykad</c>, <c>passport</c> or <c>army</c>; null where there is no number.</param>
/// <param name="Identity" example="880214105566">The number that tells who they are: digits of a MyKad, capitals and digits else.</param>
/// <param name="Registration" example="202001034567">The company's number with SSM.</param>
/// <param name="Group" example="Wholesale">Their group.</param>
/// <param name="Tags" example="[&quot;VIP&quot;]">In alphabetical order.</param>
/// <param name="CreditLimit">How much they may owe; null where nobody said.</param>
/// <param name="Note">What the business wants to remember.</param>
/// <param name="Consents">What they agreed to, the newest first.</param>
/// <param name="Archived">Off the lists.</param>
/// <param name="MergedInto">The customer that is kept, where this one was merged into another.</param>
/// <param name="CreatedAt">When they were added.</param>
/// <param name="UpdatedAt">When this last changed.</param>
/// <param name="Fields">Values of the business's own fields, by key; `GET /api/v1/fields` says which there are.</param>
internal sealed record CustomerView(
    Guid Id,
    string Kind,
    string Name,
    IReadOnlyList<string> Phones,
    IReadOnlyList<string> Emails,
    IReadOnlyList<CustomerAddressView> Addresses,
    string? Tin,
    string? IdentityKind,
    string? Identity,
    string? Registration,
    string? Group,
    IReadOnlyList<string> Tags,
    Money? CreditLimit,
    string? Note,
    IReadOnlyList<ConsentView> Consents,
    bool Archived,
    Guid? MergedInto,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    FieldValues Fields
)
{
    /// <summary>The identity number as it is printed; what cannot be read says so.</summary>
    internal string? IdentityPrinted =>
        IdentityKind is null ? Identity : IdentityNumber.OfStored($"{IdentityKind}:{Identity}")?.RevealPrinted() ?? Identity;
}

/// <summary>An address.</summary>
/// <param name="Label" example="Delivery">What it is for.</param>
/// <param name="Line1" example="12, Jalan Meru Indah 3">First line.</param>
/// <param name="Line2">Second line.</param>
/// <param name="Postcode" example="41050">Five digits.</param>
/// <param name="Town" example="Klang">Town.</param>
/// <param name="State" example="10">Code of the state, <c>01</c> to <c>16</c>.</param>
internal sealed record CustomerAddressView(string? Label, string Line1, string? Line2, string? Postcode, string? Town, string? State)
{
    /// <summary>In Malaysian order: lines, postcode and town, state.</summary>
    internal string OnOneLine =>
        string.Join(", ", new[] { Line1, Line2, MalaysianState.TownLine(Postcode, Town, State) }.Where(t => !string.IsNullOrEmpty(t)));
}

/// <summary>What a customer agreed to.</summary>
/// <param name="Id">The consent.</param>
/// <param name="Purpose" example="marketing"><c>marketing</c>, <c>reminders</c>, <c>loyalty</c> or <c>sharing</c>.</param>
/// <param name="Channel" example="in_person">How they said so.</param>
/// <param name="GivenAt">When.</param>
/// <param name="WithdrawnAt">When they took it back; null while it holds.</param>
/// <param name="WithdrawnChannel">How they took it back.</param>
internal sealed record ConsentView(
    Guid Id,
    string Purpose,
    string Channel,
    DateTimeOffset GivenAt,
    DateTimeOffset? WithdrawnAt,
    string? WithdrawnChannel
);

/// <summary>One customer with everything the business keeps of them: two statements in one round trip.</summary>
internal sealed class CustomerDetail(TenantSession session, DisclosureLog disclosures)
{
    /// <param name="MergedName">Name of the one that is kept.</param>
    /// <param name="Merges">Customers that were merged into this one, the newest first.</param>
    internal sealed record Found(CustomerView Customer, uint Version, string? MergedName, IReadOnlyList<Merge> Merges);

    internal sealed record Merge(Guid Id, Guid Customer, string Name, DateTimeOffset At);

    private sealed record Part(
        string What,
        Guid Id,
        DateTimeOffset? At,
        DateTimeOffset? Until,
        IReadOnlyList<string?> Texts,
        IReadOnlyList<Personal<string>?> Closed
    )
    {
        public string? this[int at] => Texts[at];
    }

    /// <param name="View">What needs no opening.</param>
    private sealed record Head(
        CustomerView View,
        uint Version,
        Personal<string>? MergedName,
        Personal<string> Name,
        Personal<string>? Tin,
        Personal<string>? Identity,
        Personal<string>? Registration,
        Personal<string>? Note,
        string Fields,
        Personal<string>? Own
    );

    /// <returns>Null when the business has none by that id.</returns>
    public async Task<Found?> Find(Guid id, CancellationToken cancel)
    {
        var (tenant, reading) = (session.Tenant.Value, (Task<List<Part>>?)null);
        var heads = session.Rows(
            $"""
            SELECT c.customer_id, c.kind, c.name, c.tin, c.registration, g.name, c.credit_limit_sen, c.note, c.archived_at IS NOT NULL,
                c.merged_into, c.created_at, c.updated_at, c.xmin, k.name, c.fields::text, c.own, c.identity
            FROM trade.customers c
            LEFT JOIN trade.customer_groups g ON g.tenant_id = {tenant} AND g.group_id = c.group_id
            LEFT JOIN trade.customers k ON k.tenant_id = {tenant} AND k.customer_id = c.merged_into
            WHERE c.tenant_id = {tenant} AND c.customer_id = {id} AND c.deleted_at IS NULL
            """,
            HeadOf,
            cancel
        );
        // Within a transaction one connection reads one thing at a time.
        if (session.InTransaction)
            await heads;
        reading = session.Rows(
            $"""
            SELECT kind, contact_id, NULL::timestamptz, NULL::timestamptz, NULL, NULL, NULL, value, NULL::bytea, NULL::bytea, NULL::bytea,
                NULL::bytea, place
            FROM trade.customer_contacts WHERE tenant_id = {tenant} AND customer_id = {id}
            UNION ALL
            SELECT 'address', address_id, NULL, NULL, state, NULL, NULL, label, line1, line2, postcode, town, place
            FROM trade.customer_addresses WHERE tenant_id = {tenant} AND customer_id = {id}
            UNION ALL
            SELECT 'tag', customer_id, NULL, NULL, tag, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                (row_number() OVER (ORDER BY tag_key))::int
            FROM trade.customer_tags WHERE tenant_id = {tenant} AND customer_id = {id}
            UNION ALL
            SELECT 'consent', consent_id, given_at, withdrawn_at, purpose, channel, withdrawn_channel, NULL, NULL, NULL, NULL, NULL,
                (row_number() OVER (ORDER BY given_at DESC, consent_id DESC))::int
            FROM trade.customer_consents WHERE tenant_id = {tenant} AND customer_id = {id}
            UNION ALL
            SELECT 'merge', m.merge_id, m.merged_at, NULL, m.gone_id::text, NULL, NULL, c.name, NULL, NULL, NULL, NULL,
                (row_number() OVER (ORDER BY m.merged_at DESC, m.merge_id DESC))::int
            FROM trade.customer_merges m JOIN trade.customers c ON c.tenant_id = {tenant} AND c.customer_id = m.gone_id
            WHERE m.tenant_id = {tenant} AND m.kept_id = {id} AND m.undone_at IS NULL AND c.deleted_at IS NULL
            ORDER BY 1, 13
            """,
            PartOf,
            cancel
        );
        await Task.WhenAll(heads, reading);
        if ((await heads).FirstOrDefault() is not { } head)
            return null;

        var parts = await reading;
        var merges = Of(parts, "merge", p => (p.Id, Customer: Guid.Parse(p[0]!), p.At, Name: p.Closed[0]));
        var others = merges.Select(m => m.Customer).Concat(head.View.MergedInto is { } kept ? [kept] : []);
        var shown = await disclosures.Show(CustomerAudit.Subject, others.Prepend(id), CustomerFacts.All, cancel);
        var identity = IdentityNumber.OfStored(shown.Text(head.Identity, id));
        return new(
            head.View with
            {
                Name = shown.Text(head.Name, id)!,
                Tin = shown.Text(head.Tin, id),
                IdentityKind = identity?.Kind,
                Identity = identity?.Reveal() ?? shown.Text(head.Identity, id),
                Registration = shown.Text(head.Registration, id),
                Note = shown.Text(head.Note, id),
                Fields = CustomerRecords.FieldsOf(shown, id, head.Fields, head.Own),
                Phones = Of(parts, CustomerContact.Phone, p => shown.Text(p.Closed[0], id)!),
                Emails = Of(parts, CustomerContact.Email, p => shown.Text(p.Closed[0], id)!),
                Addresses = Of(
                    parts,
                    "address",
                    p => new CustomerAddressView(Text(p, 0), Text(p, 1)!, Text(p, 2), Text(p, 3), Text(p, 4), p[0])
                ),
                Tags = Of(parts, "tag", p => p[0]!),
                Consents = Of(parts, "consent", p => new ConsentView(p.Id, p[0]!, p[1]!, p.At!.Value, p.Until, p[2])),
            },
            head.Version,
            head.View.MergedInto is { } into ? shown.Text(head.MergedName, into) : null,
            [.. merges.Select(m => new Merge(m.Id, m.Customer, shown.Text(m.Name, m.Customer)!, m.At!.Value))]
        );

        string? Text(Part part, int at) => shown.Text(part.Closed[at], id);
    }

    private static IReadOnlyList<T> Of<T>(List<Part> parts, string what, Func<Part, T> made) =>
        [.. parts.Where(p => p.What == what).Select(made)];

    private static Head HeadOf(DbDataReader row)
    {
        var id = row.GetGuid(0);
        var merged = row.IsDBNull(9) ? (Guid?)null : row.GetGuid(9);
        return new(
            new(
                id,
                row.GetString(1),
                "",
                [],
                [],
                [],
                null,
                null,
                null,
                null,
                Text(row, 5),
                [],
                row.IsDBNull(6) ? null : new Money(row.GetInt64(6)),
                null,
                [],
                row.GetBoolean(8),
                merged,
                row.GetFieldValue<DateTimeOffset>(10),
                row.GetFieldValue<DateTimeOffset>(11),
                FieldValues.None
            ),
            row.GetFieldValue<uint>(12),
            merged is { } kept ? row.Personal(13, CustomerColumns.Name, kept) : null,
            row.Personal(2, CustomerColumns.Name, id)!,
            row.Personal(3, CustomerColumns.Tin, id),
            row.Personal(16, CustomerColumns.Identity, id),
            row.Personal(4, CustomerColumns.Registration, id),
            row.Personal(7, CustomerColumns.Note, id),
            row.GetString(14),
            row.Personal(15, CustomerColumns.Own, id)
        );
    }

    private static Part PartOf(DbDataReader row)
    {
        var (what, id) = (row.GetString(0), row.GetGuid(1));
        string?[] texts = [.. Enumerable.Range(4, 3).Select(i => Text(row, i))];
        return new(
            what,
            id,
            row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2),
            row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3),
            texts,
            what switch
            {
                "address" => [.. CustomerColumns.AddressParts.Select((column, i) => row.Personal(7 + i, column, id))],
                "merge" => [row.Personal(7, CustomerColumns.Name, Guid.Parse(texts[0]!))],
                CustomerContact.Phone or CustomerContact.Email => [row.Personal(7, CustomerColumns.Value, id)],
                _ => [],
            }
        );
    }

    private static string? Text(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);
}
