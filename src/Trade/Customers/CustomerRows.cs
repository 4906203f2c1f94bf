using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;
using Niaga.Ui;

namespace Niaga.Trade.Customers;

/// <summary>What the page of customers shows.</summary>
internal sealed class CustomerRows(TenantSession session, DisclosureLog disclosures)
{
    /// <summary>
    /// Names lie encrypted, and only opened ones can be put in order: of more customers than these a list is in the order they came.
    /// </summary>
    public const int MostByName = 1_000;

    private const int MostLabels = 30;

    /// <summary>Encrypted values of a row: name, phone, address of e-mail, the business's own.</summary>
    private const int ValuesOfRow = 4;

    /// <summary>So many who are found are opened to be put in order; with those of the page no more than a search may open.</summary>
    private const int MostFound = CustomerTokens.MostOpened - (ValuesOfRow * Pager.DefaultSize);

    internal sealed record Row(
        Guid Id,
        string Name,
        string Kind,
        string? Phone,
        string? Email,
        string? Group,
        bool Archived,
        DateTimeOffset CreatedAt,
        FieldValues Own
    );

    /// <param name="Key">As <see cref="SortOf"/> gives it.</param>
    /// <param name="Own">The field it names; null for one of the list's own columns.</param>
    internal sealed record Order(string Key, Field? Own);

    /// <summary>Groups and tags to choose from.</summary>
    internal sealed record Labels(IReadOnlyList<string> Groups, IReadOnlyList<string> Tags);

    private sealed record Known(int Customers);

    /// <summary>A page, in the order it is in.</summary>
    /// <param name="Sort">The order that was asked for, or the newest first where names cannot be put in order.</param>
    internal sealed record Listed(ListPage<Row> Page, string Sort);

    private sealed record Named(Guid Id, string Key);

    /// <summary>A row as it is read, before anything of it is opened.</summary>
    internal sealed record Closed(
        Guid Id,
        Personal<string> Name,
        string Kind,
        Contact? Phone,
        Contact? Email,
        string? Group,
        bool Archived,
        DateTimeOffset CreatedAt,
        string Fields,
        Personal<string>? Own
    );

    internal sealed record Contact(Guid Id, Personal<string> Value)
    {
        /// <summary>Null where there is none.</summary>
        public static Contact? Of(Guid? id, Personal<string>? value) => id is { } known ? new(known, value!) : null;
    }

    /// <summary>What a sort may be, a field of the business's own that lies open among them; anything else is by name.</summary>
    public static string SortOf(string? asked, FieldSet own) =>
        asked is "name" or "-name" or "since" or "-since" ? asked
        : FieldFilter.SortOf(own, asked) is { } field && own.IsOpen(own.OfColumn(field)!.Key) ? field
        : "name";

    /// <param name="filter">One that can be read.</param>
    /// <param name="order">In which order.</param>
    /// <param name="page">Counted from 1.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<Listed> Page(CustomerFilter filter, Order order, int page, CancellationToken cancel)
    {
        var sought = await CustomerTokens.Of(session, filter.Q, cancel);
        if (order.Key is "name" or "-name")
        {
            if (await ByName(filter, sought, cancel) is { } named)
                return new(await PageOf(named, order.Key == "-name", page, cancel), order.Key);
            order = new("-since", null);
        }
        var closed = await ListPages.ReadPage(
            async () => filter.IsEmpty ? (await session.Remember(() => Count(cancel))).Customers : await Counted(filter, sought, cancel),
            from => Rows(session.Open<TradeDb>(), filter, sought, order, from).ToListAsync(cancel),
            page,
            Pager.DefaultSize
        );
        return new(new([.. await Open(disclosures, closed.Rows, cancel)], closed.Page, closed.Total), order.Key);
    }

    /// <summary>Those it leaves in the order of their names; null where there are too many to open.</summary>
    private async Task<List<Named>?> ByName(CustomerFilter filter, CustomerTokens.Sought sought, CancellationToken cancel)
    {
        // The count is remembered: a large business does not fetch names for nothing.
        if (filter.IsEmpty && (await session.Remember(() => Count(cancel))).Customers > MostByName)
            return null;
        var most = sought.IsAsked ? MostFound : MostByName;
        var all = await filter
            .Apply(session.Open<TradeDb>(), sought)!
            .OrderByDescending(c => c.CustomerId)
            .Take(most + 1)
            .Select(c => new { c.CustomerId, c.Name })
            .ToListAsync(cancel);
        if (all.Count > most)
            return null;

        var work = await disclosures.ForWork(cancel);
        return
        [
            .. all.Select(c => (Id: c.CustomerId, Name: work.Text(c.Name, c.CustomerId) ?? ""))
                .Where(c => !sought.IsAsked || sought.Fits(c.Name))
                .Select(c => new Named(c.Id, SearchKey.Of(c.Name)))
                .OrderBy(c => c.Key, StringComparer.Ordinal)
                .ThenBy(c => c.Id),
        ];
    }

    private async Task<ListPage<Row>> PageOf(List<Named> named, bool descending, int page, CancellationToken cancel)
    {
        if (descending)
            named.Reverse();
        var last = Math.Max(1, (named.Count + Pager.DefaultSize - 1) / Pager.DefaultSize);
        page = Math.Clamp(page, 1, last);
        Guid[] ids = [.. named.Skip((page - 1) * Pager.DefaultSize).Take(Pager.DefaultSize).Select(n => n.Id)];
        if (ids.Length == 0)
            return new([], page, named.Count);

        var db = session.Open<TradeDb>();
        var closed = await Rows(db, db.Set<Customer>().Where(c => ids.Contains(c.CustomerId))).ToListAsync(cancel);
        var rows = (await Open(disclosures, closed, cancel)).ToDictionary(r => r.Id);
        return new([.. ids.Where(rows.ContainsKey).Select(id => rows[id])], page, named.Count);
    }

    /// <summary>Shows them to the caller.</summary>
    internal static async Task<IEnumerable<Row>> Open(DisclosureLog disclosures, IReadOnlyList<Closed> closed, CancellationToken cancel)
    {
        var shown = await disclosures.Show(CustomerAudit.Subject, closed.Select(c => c.Id), CustomerFacts.Listed, cancel);
        return closed.Select(c => new Row(
            c.Id,
            shown.Text(c.Name, c.Id)!,
            c.Kind,
            shown.Text(c.Phone?.Value, c.Id, c.Phone?.Id),
            shown.Text(c.Email?.Value, c.Id, c.Email?.Id),
            c.Group,
            c.Archived,
            c.CreatedAt,
            CustomerRecords.FieldsOf(shown, c.Id, c.Fields, c.Own)
        ));
    }

    /// <summary>The groups by name and the tags most customers have; remembered.</summary>
    public async Task<Labels> AllLabels(CancellationToken cancel) => await session.Remember(() => ReadLabels(cancel));

    private async Task<Known> Count(CancellationToken cancel) => new(await Counted(new(), CustomerTokens.Sought.Nobody, cancel));

    private Task<int> Counted(CustomerFilter filter, CustomerTokens.Sought sought, CancellationToken cancel) =>
        filter.Apply(session.Open<TradeDb>(), sought)!.CountAsync(cancel);

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

    private static IQueryable<Closed> Rows(TradeDb db, CustomerFilter filter, CustomerTokens.Sought sought, Order order, int from)
    {
        var found = Ordered(filter.Apply(db, sought)!, order);
        return Rows(
            db,
            from == 0
                ? found.Take(Pager.DefaultSize)
                : Ordered(found.PageOf(db.Set<Customer>(), c => c.CustomerId, from, Pager.DefaultSize), order)
        );
    }

    /// <summary>
    /// A contact's two columns are asked for one by one: both at once become a window over all contacts of the business, a quarter of a
    /// second where there are 50 000.
    /// </summary>
    internal static IQueryable<Closed> Rows(TradeDb db, IQueryable<Customer> customers) =>
        customers.Select(c => new Closed(
            c.CustomerId,
            c.Name,
            c.Kind,
            Contact.Of(
                db.Set<CustomerContact>()
                    .Where(x => x.CustomerId == c.CustomerId && x.Kind == CustomerContact.Phone)
                    .OrderBy(x => x.Place)
                    .ThenBy(x => x.ContactId)
                    .Select(x => (Guid?)x.ContactId)
                    .FirstOrDefault(),
                db.Set<CustomerContact>()
                    .Where(x => x.CustomerId == c.CustomerId && x.Kind == CustomerContact.Phone)
                    .OrderBy(x => x.Place)
                    .ThenBy(x => x.ContactId)
                    .Select(x => x.Value)
                    .FirstOrDefault()
            ),
            Contact.Of(
                db.Set<CustomerContact>()
                    .Where(x => x.CustomerId == c.CustomerId && x.Kind == CustomerContact.Email)
                    .OrderBy(x => x.Place)
                    .ThenBy(x => x.ContactId)
                    .Select(x => (Guid?)x.ContactId)
                    .FirstOrDefault(),
                db.Set<CustomerContact>()
                    .Where(x => x.CustomerId == c.CustomerId && x.Kind == CustomerContact.Email)
                    .OrderBy(x => x.Place)
                    .ThenBy(x => x.ContactId)
                    .Select(x => x.Value)
                    .FirstOrDefault()
            ),
            db.Set<CustomerGroup>().Where(g => g.GroupId == c.GroupId).Select(g => g.Name).FirstOrDefault(),
            c.ArchivedAt != null,
            c.CreatedAt,
            c.Fields,
            c.Own
        ));

    private static IOrderedQueryable<Customer> Ordered(IQueryable<Customer> customers, Order order) =>
        order.Key switch
        {
            _ when order.Own is { } field => FieldFilter
                .Order(customers, c => c.Fields, field, order.Key.StartsWith('-'))
                .ThenBy(c => c.CustomerId),
            // An id begins with the time it was made.
            "since" => customers.OrderBy(c => c.CustomerId),
            _ => customers.OrderByDescending(c => c.CustomerId),
        };
}
