using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Trade.Customers;

/// <summary>The API's list of customers, by name.</summary>
internal sealed class CustomersByCursor(TenantSession session)
{
    private const int UsualItems = 20;

    /// <param name="Filter">Which.</param>
    /// <param name="Sort"><c>name</c> or <c>-name</c>.</param>
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
        if (query.Sort is not (null or "name" or "-name"))
            return CustomerErrors.SortUnknown();
        if (!string.IsNullOrEmpty(query.Filter.Kind) && !CustomerKinds.All.Contains(query.Filter.Kind))
            return CustomerErrors.KindUnknown();
        var (at, id) = ("", Guid.Empty);
        if (query.Cursor is not null && !Cursors.TryRead("customers", query.Cursor, out at, out id))
            return PlatformErrors.CursorInvalid();
        var db = session.Open<TradeDb>();
        if (query.Filter.Apply(db) is not { } customers)
            return PlatformErrors.Invalid(nameof(CustomerFilter.Archived));

        customers = (query.Sort, query.Cursor) switch
        {
            ("-name", null) => customers.OrderByDescending(c => c.NameKey).ThenByDescending(c => c.CustomerId),
            ("-name", _) => customers
                .Where(c => EF.Functions.LessThan(ValueTuple.Create(c.NameKey, c.CustomerId), ValueTuple.Create(at, id)))
                .OrderByDescending(c => c.NameKey)
                .ThenByDescending(c => c.CustomerId),
            (_, null) => customers.OrderBy(c => c.NameKey).ThenBy(c => c.CustomerId),
            _ => customers
                .Where(c => EF.Functions.GreaterThan(ValueTuple.Create(c.NameKey, c.CustomerId), ValueTuple.Create(at, id)))
                .OrderBy(c => c.NameKey)
                .ThenBy(c => c.CustomerId),
        };
        var rows = await Summaries(db, customers.Take(limit + 1)).ToListAsync(cancel);
        if (rows.Count <= limit)
            return new CursorPage<CustomerSummary>(rows, null);

        rows.RemoveAt(limit);
        return new CursorPage<CustomerSummary>(rows, Cursors.Write("customers", SearchKey.Of(rows[^1].Name), rows[^1].Id));
    }

    private static IQueryable<CustomerSummary> Summaries(TradeDb db, IQueryable<Customer> customers) =>
        customers.Select(c => new CustomerSummary(
            c.CustomerId,
            c.Name,
            c.Kind,
            db.Set<CustomerContact>()
                .Where(x => x.CustomerId == c.CustomerId && x.Kind == CustomerContact.Phone)
                .OrderBy(x => x.Place)
                .Select(x => x.Value)
                .FirstOrDefault(),
            db.Set<CustomerContact>()
                .Where(x => x.CustomerId == c.CustomerId && x.Kind == CustomerContact.Email)
                .OrderBy(x => x.Place)
                .Select(x => x.Value)
                .FirstOrDefault(),
            db.Set<CustomerGroup>().Where(g => g.GroupId == c.GroupId).Select(g => g.Name).FirstOrDefault(),
            c.ArchivedAt != null,
            c.CreatedAt,
            FieldValues.Of(c.Fields)
        ));
}
