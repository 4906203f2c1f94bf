using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Refusals;
using Niaga.Platform.Web;

namespace Niaga.Trade.Customers;

/// <summary>The API's list of customers, in the order they were added: names lie encrypted and have none.</summary>
internal sealed class CustomersByCursor(TenantSession session, DisclosureLog disclosures)
{
    private const int UsualItems = 20;

    private const string Unsorted = """
        SELECT c.customer_id, c.name, c.kind, p.contact_id, p.value, e.contact_id, e.value,
            (SELECT g.name FROM trade.customer_groups g WHERE g.tenant_id = $1 AND g.group_id = c.group_id),
            c.archived_at IS NOT NULL, c.created_at, c.fields::text, c.own
        FROM trade.customers c
        LEFT JOIN LATERAL (
            SELECT x.contact_id, x.value FROM trade.customer_contacts x
            WHERE x.tenant_id = $1 AND x.customer_id = c.customer_id AND x.kind = 'phone' ORDER BY x.place, x.contact_id LIMIT 1
        ) p ON true
        LEFT JOIN LATERAL (
            SELECT x.contact_id, x.value FROM trade.customer_contacts x
            WHERE x.tenant_id = $1 AND x.customer_id = c.customer_id AND x.kind = 'email' ORDER BY x.place, x.contact_id LIMIT 1
        ) e ON true
        WHERE c.tenant_id = $1 AND c.merged_into IS NULL AND c.archived_at IS NULL AND c.deleted_at IS NULL
        """;

    /// <summary>The list as it is opened and turned (decision 23): of business $1 the first $2 beyond $3.</summary>
    internal const string Since = Unsorted + " AND c.customer_id > $3 ORDER BY c.customer_id LIMIT $2";

    private const string Newest = Unsorted + " AND c.customer_id < $3 ORDER BY c.customer_id DESC LIMIT $2";

    /// <param name="Filter">Which.</param>
    /// <param name="Sort"><c>since</c> or <c>-since</c>.</param>
    public sealed record Query(CustomerFilter Filter, string? Sort, int? Limit, string? Cursor);

    /// <summary>A customer in a list.</summary>
    /// <param name="Id">Their id.</param>
    /// <param name="Name" example="Nur Aisyah binti Rahman">Their name.</param>
    /// <param name="Kind" example="person"><c>person</c> or <c>company</c>.</param>
    /// <param name="Phone" example="+60123456789">The phone to ring first, or null.</param>
    /// <param name="Email" example="aisyah@example.my">The address to write to first, or null.</param>
    /// <param name="Group" example="Wholesale">Their group, or null.</param>
    /// <param name="Archived">Off the lists.</param>
    /// <param name="CreatedAt">When they were added.</param>
    /// <param name="Fields">Values of the business's own fields, by key; `GET /api/v1/fields` says which there are.</param>
    public sealed record CustomerSummary(
        Guid Id,
        string Name,
        string Kind,
        string? Phone,
        string? Email,
        string? Group,
        bool Archived,
        DateTimeOffset CreatedAt,
        FieldValues Fields
    );

    public async Task<Outcome<CursorPage<CustomerSummary>>> Run(Query query, CancellationToken cancel)
    {
        var limit = query.Limit ?? UsualItems;
        if (limit is < 1 or > Cursors.MostItems)
            return CustomerErrors.LimitInvalid(Cursors.MostItems);
        if (query.Sort is not (null or "since" or "-since"))
            return CustomerErrors.SortUnknown();
        if (!string.IsNullOrEmpty(query.Filter.Kind) && !CustomerKinds.All.Contains(query.Filter.Kind))
            return CustomerErrors.KindUnknown();
        var id = Guid.Empty;
        if (query.Cursor is not null && !Cursors.TryRead("customers", query.Cursor, out _, out id))
            return PlatformErrors.CursorInvalid();
        var sought = await CustomerTokens.Of(session, query.Filter.Q, cancel);
        var descending = query.Sort == "-since";
        var closed = query.Filter.IsEmpty
            ? await session.Rows(
                descending ? Newest : Since,
                [session.Tenant.Value, limit + 1, descending && query.Cursor is null ? Guid.AllBitsSet : id],
                Read,
                cancel
            )
            : await Narrowed(query.Filter, sought, descending, query.Cursor is null ? null : id, limit + 1, cancel);
        if (closed is null)
            return PlatformErrors.Invalid(nameof(CustomerFilter.Archived));

        var more = closed.Count > limit;
        if (more)
            closed.RemoveAt(limit);
        var next = more ? Cursors.Write("customers", "", closed[^1].Id) : null;
        var rows = await CustomerRows.Open(disclosures, closed, cancel);
        return new CursorPage<CustomerSummary>(
            [
                .. rows.Where(r => !sought.IsAsked || sought.Fits(r.Name))
                    .Select(r => new CustomerSummary(r.Id, r.Name, r.Kind, r.Phone, r.Email, r.Group, r.Archived, r.CreatedAt, r.Own)),
            ],
            next
        );
    }

    /// <returns>Null for a filter that cannot be read.</returns>
    private async Task<List<CustomerRows.Closed>?> Narrowed(
        CustomerFilter filter,
        CustomerTokens.Sought sought,
        bool descending,
        Guid? beyond,
        int most,
        CancellationToken cancel
    )
    {
        var db = session.Open<TradeDb>();
        if (filter.Apply(db, sought) is not { } customers)
            return null;

        if (beyond is { } id)
            customers = descending ? customers.Where(c => c.CustomerId < id) : customers.Where(c => c.CustomerId > id);
        customers = descending ? customers.OrderByDescending(c => c.CustomerId) : customers.OrderBy(c => c.CustomerId);
        return await CustomerRows.Rows(db, customers.Take(most)).ToListAsync(cancel);
    }

    internal static CustomerRows.Closed Read(DbDataReader row)
    {
        var id = row.GetGuid(0);
        return new(
            id,
            row.Personal(1, CustomerColumns.Name, id)!,
            row.GetString(2),
            Contact(row, 3),
            Contact(row, 5),
            row.IsDBNull(7) ? null : row.GetString(7),
            row.GetBoolean(8),
            row.GetFieldValue<DateTimeOffset>(9),
            row.GetString(10),
            row.Personal(11, CustomerColumns.Own, id)
        );
    }

    private static CustomerRows.Contact? Contact(DbDataReader row, int at) =>
        row.IsDBNull(at) ? null : new(row.GetGuid(at), row.Personal(at + 1, CustomerColumns.Value, row.GetGuid(at))!);
}
