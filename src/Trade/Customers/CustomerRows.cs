using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Platform.Data;
using Niaga.Ui;

namespace Niaga.Trade.Customers;

/// <summary>What the page of customers shows.</summary>
internal sealed class CustomerRows(TenantSession session)
{
    private const int MostLabels = 30;

    internal sealed record Row(
        Guid Id,
        string Name,
        string Kind,
        string? Phone,
        string? Email,
        string? Group,
        DateTimeOffset CreatedAt,
        FieldValues Own
    );

    /// <param name="Key">As <see cref="SortOf"/> gives it.</param>
    /// <param name="Own">The field it names; null for one of the list's own columns.</param>
    internal sealed record Order(string Key, Field? Own);

    /// <summary>Groups and tags to choose from.</summary>
    internal sealed record Labels(IReadOnlyList<string> Groups, IReadOnlyList<string> Tags);

    private sealed record Known(int Customers);

    /// <summary>What a sort may be, a field of the business's own among them; anything else is by name.</summary>
    public static string SortOf(string? asked, FieldSet own) =>
        asked is "name" or "-name" or "since" or "-since" ? asked : FieldFilter.SortOf(own, asked) ?? "name";

    /// <param name="filter">One that can be read.</param>
    /// <param name="order">In which order.</param>
    /// <param name="page">Counted from 1.</param>
    /// <param name="cancel">Ends the reading.</param>
    public Task<ListPage<Row>> Page(CustomerFilter filter, Order order, int page, CancellationToken cancel) =>
        ListPages.ReadPage(
            async () => filter.IsEmpty ? (await session.Remember(() => Count(cancel))).Customers : await Counted(filter, cancel),
            from => Rows(session.Open<TradeDb>(), filter, order, from).ToListAsync(cancel),
            page,
            Pager.DefaultSize
        );

    /// <summary>The groups by name and the tags most customers have; remembered.</summary>
    public async Task<Labels> AllLabels(CancellationToken cancel) => await session.Remember(() => ReadLabels(cancel));

    private async Task<Known> Count(CancellationToken cancel) => new(await Counted(new(), cancel));

    private Task<int> Counted(CustomerFilter filter, CancellationToken cancel) => filter.Apply(session.Open<TradeDb>())!.CountAsync(cancel);

    private async Task<Labels> ReadLabels(CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        var rows = await session.Rows(
            $"""
            (SELECT 'group', name FROM trade.customer_groups WHERE tenant_id = {tenant} ORDER BY name_key LIMIT {MostLabels})
            UNION ALL
            (SELECT 'tag', min(tag) FROM trade.customer_tags WHERE tenant_id = {tenant}
            GROUP BY tag_key ORDER BY count(*) DESC, tag_key LIMIT {MostLabels})
            """,
            row => (Kind: row.GetString(0), Name: row.GetString(1)),
            cancel
        );
        return new([.. rows.Where(r => r.Kind == "group").Select(r => r.Name)], [.. rows.Where(r => r.Kind == "tag").Select(r => r.Name)]);
    }

    private static IQueryable<Row> Rows(TradeDb db, CustomerFilter filter, Order order, int from)
    {
        if (order.Key == "name" && !string.IsNullOrWhiteSpace(filter.Q))
            order = new("found", null);
        var found = Ordered(filter.Apply(db)!, order);
        return (
            from == 0
                ? found.Take(Pager.DefaultSize)
                : Ordered(found.PageOf(db.Set<Customer>(), c => c.CustomerId, from, Pager.DefaultSize), order)
        ).Select(c => new Row(
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
            c.CreatedAt,
            FieldValues.Of(c.Fields)
        ));
    }

    private static IOrderedQueryable<Customer> Ordered(IQueryable<Customer> customers, Order order) =>
        order.Key switch
        {
            _ when order.Own is { } field => FieldFilter
                .Order(customers, c => c.Fields, field, order.Key.StartsWith('-'))
                .ThenBy(c => c.NameKey)
                .ThenBy(c => c.CustomerId),
            "-name" => customers.OrderByDescending(c => c.NameKey).ThenBy(c => c.CustomerId),
            // An id begins with the time it was made.
            "since" => customers.OrderBy(c => c.CustomerId),
            "-since" => customers.OrderByDescending(c => c.CustomerId),
            // Not the index of names: for a common word the planner would go along all names before the first that has it.
            "found" => customers.OrderBy(c => c.NameKey + "").ThenBy(c => c.CustomerId),
            _ => customers.OrderBy(c => c.NameKey).ThenBy(c => c.CustomerId),
        };
}
