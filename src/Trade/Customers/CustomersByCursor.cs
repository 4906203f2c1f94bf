using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.Web;

namespace Niaga.Trade.Customers;

/// <summary>The API's list of customers, in the order they were added: names lie encrypted and have none.</summary>
internal sealed class CustomersByCursor(TenantSession session, DisclosureLog disclosures)
{
    private const int UsualItems = 20;

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
        var db = session.Open<TradeDb>();
        var sought = await CustomerTokens.Of(session, query.Filter.Q, cancel);
        if (query.Filter.Apply(db, sought) is not { } customers)
            return PlatformErrors.Invalid(nameof(CustomerFilter.Archived));

        var descending = query.Sort == "-since";
        if (query.Cursor is not null)
            customers = descending ? customers.Where(c => c.CustomerId < id) : customers.Where(c => c.CustomerId > id);
        customers = descending ? customers.OrderByDescending(c => c.CustomerId) : customers.OrderBy(c => c.CustomerId);
        var closed = await CustomerRows.Rows(db, customers.Take(limit + 1)).ToListAsync(cancel);
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
}
