using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary>The sales of the business, newest first: for lists, receipts and exports.</summary>
internal sealed class SalesQuery(TenantSession session, TimeProvider clock)
{
    /// <summary>Which sales; null bounds nothing.</summary>
    /// <param name="From">First business day.</param>
    /// <param name="To">Last business day, included.</param>
    /// <param name="Receipt">Only this receipt.</param>
    internal sealed record Filter(DateOnly? From = null, DateOnly? To = null, ReceiptNumber? Receipt = null);

    /// <summary>A row of a list.</summary>
    internal sealed record Row(
        Guid Id,
        long Number,
        DateTimeOffset SoldAt,
        DateOnly Day,
        Money Total,
        Money Tax,
        Money Rounding,
        int Lines,
        IReadOnlyList<Row.Paid> Payments
    )
    {
        internal sealed record Paid(string Method, Money Amount);

        public ReceiptNumber Receipt => new(Number);

        public Money Due => Total + Rounding;

        public Money By(string method) => Money.Sum(Payments.Where(p => p.Method == method).Select(p => p.Amount));
    }

    /// <summary>A receipt to be found again.</summary>
    internal sealed record Receipt(ReceiptNumber Number, string PublicToken, DateTimeOffset SoldAt, Money Due);

    /// <summary>Today in Malaysia.</summary>
    public DateOnly Today => MalaysianTime.Day(clock.GetUtcNow());

    public Task<int> Count(Filter filter, CancellationToken cancel) => Matching(filter).CountAsync(cancel);

    /// <summary>A page of rows, counted from 1.</summary>
    public Task<ListPage<Row>> Page(Filter filter, int page, int size, CancellationToken cancel) =>
        session.ReadPage((RetailDb db) => Rows(Matching(db, filter).OrderByDescending(s => s.ReceiptNumber)), page, size, cancel);

    /// <summary>Rows with a receipt number below <paramref name="below"/>.</summary>
    public Task<List<Row>> Below(Filter filter, long below, int size, CancellationToken cancel) =>
        Rows(Matching(filter).Where(s => s.ReceiptNumber < below).OrderByDescending(s => s.ReceiptNumber).Take(size)).ToListAsync(cancel);

    /// <summary>
    /// The newest receipts of today; the one of a number when <paramref name="q"/> is one, none when it is something else.
    /// </summary>
    public async Task<IReadOnlyList<Receipt>> ReceiptsOfToday(string? q, int most, CancellationToken cancel)
    {
        if (!TryFilter(q, null, out var filter))
            return [];

        var rows = await Matching(filter with { From = Today, To = Today })
            .OrderByDescending(s => s.ReceiptNumber)
            .Take(most)
            .Select(s => new
            {
                s.ReceiptNumber,
                s.PublicToken,
                s.SoldAt,
                s.Total,
                s.Rounding,
            })
            .ToListAsync(cancel);
        return rows.ConvertAll(r => new Receipt(new(r.ReceiptNumber), r.PublicToken, r.SoldAt, r.Total + r.Rounding));
    }

    public Task<Sale?> Find(Guid id, CancellationToken cancel) => Whole().SingleOrDefaultAsync(s => s.SaleId == id, cancel);

    /// <summary>By the word in the public receipt's address.</summary>
    public Task<Sale?> FindPublic(string token, CancellationToken cancel) =>
        Whole().SingleOrDefaultAsync(s => s.PublicToken == token, cancel);

    /// <summary>
    /// The filter a list's address asks for: <c>q</c> is a receipt number, <c>when</c> a span of days. False when <c>q</c> is no receipt
    /// number.
    /// </summary>
    public bool TryFilter(string? q, string? when, out Filter filter)
    {
        var asked = !string.IsNullOrWhiteSpace(q);
        var readable = ReceiptNumber.TryParse(q, out var receipt);
        filter = (asked ? null : when) switch
        {
            "today" => new(Today, Today),
            "yesterday" => new(Today.AddDays(-1), Today.AddDays(-1)),
            "7" => new(Today.AddDays(-6), Today),
            "30" => new(Today.AddDays(-29), Today),
            // A receipt that is asked for by its number is found on whatever day it was.
            _ => new(Receipt: asked ? receipt : null),
        };
        return !asked || readable;
    }

    /// <summary>An ISO day, or null when absent; false when it is none.</summary>
    public static bool TryDay(string? text, out DateOnly? day)
    {
        day = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
            return false;

        day = read;
        return true;
    }

    private IQueryable<Sale> Matching(Filter filter) => Matching(session.Open<RetailDb>(), filter);

    private static IQueryable<Sale> Matching(RetailDb db, Filter filter)
    {
        IQueryable<Sale> sales = db.Set<Sale>();
        if (filter.From is { } from)
            sales = sales.Where(s => s.BusinessDay >= from);
        if (filter.To is { } to)
            sales = sales.Where(s => s.BusinessDay <= to);
        if (filter.Receipt is { Value: var number })
            sales = sales.Where(s => s.ReceiptNumber == number);
        return sales;
    }

    private static IQueryable<Row> Rows(IQueryable<Sale> sales) =>
        sales.Select(s => new Row(
            s.SaleId,
            s.ReceiptNumber,
            s.SoldAt,
            s.BusinessDay,
            s.Total,
            s.Tax,
            s.Rounding,
            s.Lines.Count,
            s.Payments.OrderBy(p => p.Payment).Select(p => new Row.Paid(p.Method, p.Amount)).ToList()
        ));

    private IQueryable<Sale> Whole() =>
        session.Open<RetailDb>().Set<Sale>().Include(s => s.Lines.OrderBy(l => l.Line)).Include(s => s.Payments.OrderBy(p => p.Payment));
}
