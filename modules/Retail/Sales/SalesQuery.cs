using System.Globalization;
using System.Linq.Expressions;
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
        Guid Branch,
        DateTimeOffset SoldAt,
        DateOnly Day,
        Money Total,
        Money Tax,
        Money Rounding,
        int Lines,
        IReadOnlyList<Row.Paid> Payments,
        Row.Back? Reversed,
        Guid? Customer
    )
    {
        internal sealed record Paid(string Method, Money Amount);

        /// <summary>What voids and refunds came to.</summary>
        internal sealed record Back(string Kind, bool Whole, Money Total, Money Tax, Money Rounding);

        public SaleStatus Status => SaleStatuses.Of(Reversed?.Kind, Reversed?.Whole ?? false);

        /// <summary>What was given back.</summary>
        public Money GivenBack => Reversed is { } back ? back.Total + back.Rounding : Money.Zero;

        /// <summary>What the shop kept of it.</summary>
        public Money Net => Due - GivenBack;

        public Money NetTax => Tax - (Reversed?.Tax ?? Money.Zero);

        public ReceiptNumber Receipt => new(Number);

        public Money Due => Total + Rounding;

        public Money By(string method) => Money.Sum(Payments.Where(p => p.Method == method).Select(p => p.Amount));
    }

    /// <summary>A receipt to be found again.</summary>
    internal sealed record Receipt(
        Guid Sale,
        ReceiptNumber Number,
        string PublicToken,
        DateTimeOffset SoldAt,
        Money Due,
        SaleStatus Status
    );

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
                s.SaleId,
                s.ReceiptNumber,
                s.PublicToken,
                s.SoldAt,
                s.Total,
                s.Rounding,
                Kind = s.Reversed == null ? null : s.Reversed.Kind,
                Whole = s.Reversed != null && s.Reversed.Quantity == s.Reversed.SoldQuantity,
            })
            .ToListAsync(cancel);
        return rows.ConvertAll(r => new Receipt(
            r.SaleId,
            new(r.ReceiptNumber),
            r.PublicToken,
            r.SoldAt,
            r.Total + r.Rounding,
            SaleStatuses.Of(r.Kind, r.Whole)
        ));
    }

    public Task<Sale?> Find(Guid id, CancellationToken cancel) => Whole(_ => s => s.SaleId == id, cancel);

    /// <summary>By the word in the public receipt's address.</summary>
    public Task<Sale?> FindPublic(string token, CancellationToken cancel) => Whole(_ => s => s.PublicToken == token, cancel);

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
            s.BranchId,
            s.SoldAt,
            s.BusinessDay,
            s.Total,
            s.Tax,
            s.Rounding,
            s.Lines.Count,
            s.Payments.OrderBy(p => p.Payment).Select(p => new Row.Paid(p.Method, p.Amount)).ToList(),
            s.Reversed == null
                ? null
                : new Row.Back(
                    s.Reversed.Kind,
                    s.Reversed.Quantity == s.Reversed.SoldQuantity,
                    s.Reversed.Total,
                    s.Reversed.Tax,
                    s.Reversed.Rounding
                ),
            s.Buyer == null ? null : s.Buyer.CustomerId
        ));

    /// <summary>A sale with its lines, payments and what put it right.</summary>
    internal async Task<Sale?> Whole(Func<RetailDb, Expression<Func<Sale, bool>>> which, CancellationToken cancel)
    {
        var db = session.Open<RetailDb>();
        var reading = db.Set<Sale>()
            .AsNoTracking()
            .Include(s => s.Lines.OrderBy(l => l.Line))
            .Include(s => s.Payments.OrderBy(p => p.Payment))
            .Include(s => s.Reversed)
            .Include(s => s.Buyer)
            .SingleOrDefaultAsync(which(db), cancel);
        // Within a transaction there is one context, and it reads one thing at a time.
        if (session.InTransaction)
            await reading;

        // Apart: lines of the sale times lines of its documents would be many rows.
        var others = session.Open<RetailDb>();
        var reversing = others
            .Set<Reversal>()
            .AsNoTracking()
            .Include(r => r.Lines.OrderBy(l => l.Line))
            .Include(r => r.Payments.OrderBy(p => p.Payment))
            .Where(r => others.Set<Sale>().Where(which(others)).Any(s => s.SaleId == r.SaleId))
            .OrderBy(r => r.ReversalId)
            .ToListAsync(cancel);
        await Task.WhenAll(reading, reversing);
        var sale = await reading;
        sale?.Reversals.AddRange(await reversing);
        return sale;
    }
}
