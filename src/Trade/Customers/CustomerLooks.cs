using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Refusals;
using Niaga.Platform.Web;

namespace Niaga.Trade.Customers;

/// <summary>Who looked at one customer's data, and at that of whoever was merged into them.</summary>
internal sealed class CustomerLooks(TenantSession session, Looks looks, DisclosureLog disclosures, Caller caller)
{
    private const string List = "customer-looks";
    private const int UsualItems = 20;

    /// <summary>So many a page: it is handed to whom it is about, on few sheets.</summary>
    public const int PageSize = 50;

    /// <summary>A part of the list.</summary>
    /// <param name="Name">Of the customer; null for a reader who may not see customers.</param>
    /// <param name="Next">Where the older ones begin; null on the last.</param>
    internal sealed record Part(string? Name, IReadOnlyList<Looks.Look> Items, string? Next);

    /// <summary>Who looked, in the API.</summary>
    /// <param name="At">When.</param>
    /// <param name="Person" example="Siti binti Ahmad">
    /// Who; null for a program, for Niaga's own work, and for people nobody knows any more.
    /// </param>
    /// <param name="Channel" example="page"><c>page</c>, <c>api</c>, <c>work</c> or <c>operator</c>.</param>
    /// <param name="Purpose" example="service">
    /// Why: <c>service</c>, <c>sale</c>, <c>records</c>, <c>search</c>, <c>report</c>, <c>export</c>, <c>work</c> or <c>request</c>.
    /// </param>
    /// <param name="Fields" example="[&quot;name&quot;,&quot;phone&quot;]">What was shown.</param>
    /// <param name="Route" example="/customers/{Id:guid}">Where, as a template without ids.</param>
    internal sealed record LookView(
        DateTimeOffset At,
        string? Person,
        string Channel,
        string Purpose,
        IReadOnlyList<string> Fields,
        string Route
    );

    private sealed record Kin(Guid Id, Personal<string>? Name);

    /// <summary>For the page, which names the customer: that is a look too, and is in the list from the next time on.</summary>
    public async Task<Outcome<Part>> Read(Guid id, string? cursor, CancellationToken cancel)
    {
        if (!TryRead(cursor, out var below))
            return PlatformErrors.CursorInvalid();
        if (await Family(id, cancel) is not { Count: > 0 } family)
            return CustomerErrors.NotFound();

        var (items, next) = await Newest(family, below, PageSize, cancel);
        string? name = null;
        if (caller.May(TradePermissions.CustomersView))
        {
            var shown = await disclosures.Show(CustomerAudit.Subject, [id], [CustomerFacts.Name], cancel);
            name = shown.Text(family.Single(k => k.Id == id).Name, id);
        }
        return new Part(name, items, next);
    }

    public async Task<Outcome<CursorPage<LookView>>> ByCursor(Guid id, int? limit, string? cursor, CancellationToken cancel)
    {
        var most = limit ?? UsualItems;
        if (most is < 1 or > Cursors.MostItems)
            return CustomerErrors.LimitInvalid(Cursors.MostItems);
        if (!TryRead(cursor, out var below))
            return PlatformErrors.CursorInvalid();
        if (await Family(id, cancel) is not { Count: > 0 } family)
            return CustomerErrors.NotFound();

        var (items, next) = await Newest(family, below, most, cancel);
        return new CursorPage<LookView>([.. items.Select(l => new LookView(l.At, l.Name, l.Channel, l.Purpose, l.Fields, l.Route))], next);
    }

    /// <summary>How many there are, for a file.</summary>
    public async Task<Outcome<int>> Count(Guid id, CancellationToken cancel) =>
        await Family(id, cancel) is { Count: > 0 } family
            ? await looks.Count(CustomerAudit.Subject, [.. family.Select(k => k.Id)], cancel)
            : CustomerErrors.NotFound();

    /// <summary>A portion of a file.</summary>
    public async Task<IReadOnlyList<Looks.Look>> Before(Guid id, Guid? below, int most, CancellationToken cancel) =>
        await looks.Of(CustomerAudit.Subject, [.. (await Family(id, cancel)).Select(k => k.Id)], below, most, cancel);

    private async Task<(IReadOnlyList<Looks.Look> Items, string? Next)> Newest(
        List<Kin> family,
        Guid? below,
        int most,
        CancellationToken cancel
    )
    {
        var found = await looks.Of(CustomerAudit.Subject, [.. family.Select(k => k.Id)], below, most + 1, cancel);
        return found.Count > most ? ([.. found.Take(most)], Cursors.Write(List, "", found[most - 1].Id)) : (found, null);
    }

    /// <summary>The customer and whoever was merged into them; empty where the business has none by that id.</summary>
    private Task<List<Kin>> Family(Guid id, CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        return session.Rows(
            $"""
            SELECT customer_id, name FROM trade.customers
            WHERE tenant_id = {tenant} AND customer_id IN (SELECT trade.customer_family({tenant}, {id}))
            """,
            row => new Kin(row.GetGuid(0), row.Personal(1, CustomerColumns.Name, row.GetGuid(0))),
            cancel
        );
    }

    private static bool TryRead(string? cursor, out Guid? below)
    {
        below = null;
        if (cursor is null)
            return true;
        if (!Cursors.TryRead(List, cursor, out _, out var id))
            return false;

        below = id;
        return true;
    }
}
