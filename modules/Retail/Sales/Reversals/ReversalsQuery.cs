using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales.Reversals;

/// <summary>Voids and refunds, newest first: for lists, documents and exports.</summary>
internal sealed class ReversalsQuery(TenantSession session, SalesQuery sales)
{
    /// <summary>Which; null bounds nothing.</summary>
    /// <param name="From">First business day.</param>
    /// <param name="To">Last business day, included.</param>
    /// <param name="Kind">One of <see cref="ReversalKinds"/>.</param>
    internal sealed record Filter(DateOnly? From = null, DateOnly? To = null, string? Kind = null);

    /// <summary>A row of a list.</summary>
    internal sealed record Row(
        Guid Id,
        Guid SaleId,
        string Kind,
        long Number,
        long Receipt,
        DateTimeOffset At,
        DateOnly Day,
        Money Total,
        Money Tax,
        Money Rounding,
        string Reason,
        string PublicToken,
        bool Approved,
        IReadOnlyList<SalesQuery.Row.Paid> Payments
    )
    {
        public ReversalNumber Document => new(Kind, Number);

        public ReceiptNumber OfReceipt => new(Receipt);

        public Money Due => Total + Rounding;

        public Money By(string method) => Money.Sum(Payments.Where(p => p.Method == method).Select(p => p.Amount));
    }

    public Task<int> Count(Filter filter, CancellationToken cancel) => Matching(session.Open<RetailDb>(), filter).CountAsync(cancel);

    /// <summary>A page of rows, counted from 1.</summary>
    public Task<ListPage<Row>> Page(Filter filter, int page, int size, CancellationToken cancel) =>
        session.ReadPage((RetailDb db) => Rows(db, Matching(db, filter).OrderByDescending(r => r.ReversalId)), page, size, cancel);

    /// <summary>Rows before <paramref name="before"/>; ids are in the order of time.</summary>
    public Task<List<Row>> Before(Filter filter, Guid? before, int size, CancellationToken cancel)
    {
        var db = session.Open<RetailDb>();
        var older = Matching(db, filter).Where(r => before == null || r.ReversalId < before);
        return Rows(db, older.OrderByDescending(r => r.ReversalId).Take(size)).ToListAsync(cancel);
    }

    /// <summary>A document with the sale it puts right.</summary>
    public async Task<(Reversal Reversal, Sale Sale)?> Find(Guid id, CancellationToken cancel) =>
        await sales.Whole(db => s => db.Set<Reversal>().Any(r => r.SaleId == s.SaleId && r.ReversalId == id), cancel) is { } sale
            ? (sale.Reversals.Single(r => r.ReversalId == id), sale)
            : null;

    /// <summary>By the word in the public document's address.</summary>
    public async Task<(Reversal Reversal, Sale Sale)?> FindPublic(string token, CancellationToken cancel) =>
        await sales.Whole(db => s => db.Set<Reversal>().Any(r => r.SaleId == s.SaleId && r.PublicToken == token), cancel) is { } sale
            ? (sale.Reversals.Single(r => r.PublicToken == token), sale)
            : null;

    private static IQueryable<Reversal> Matching(RetailDb db, Filter filter)
    {
        IQueryable<Reversal> reversals = db.Set<Reversal>();
        if (filter.From is { } from)
            reversals = reversals.Where(r => r.BusinessDay >= from);
        if (filter.To is { } to)
            reversals = reversals.Where(r => r.BusinessDay <= to);
        if (filter.Kind is { } kind)
            reversals = reversals.Where(r => r.Kind == kind);
        return reversals;
    }

    private static IQueryable<Row> Rows(RetailDb db, IQueryable<Reversal> reversals) =>
        reversals.Select(r => new Row(
            r.ReversalId,
            r.SaleId,
            r.Kind,
            r.Number,
            db.Set<Sale>().Where(s => s.SaleId == r.SaleId).Select(s => s.ReceiptNumber).Single(),
            r.At,
            r.BusinessDay,
            r.Total,
            r.Tax,
            r.Rounding,
            r.Reason,
            r.PublicToken,
            r.ApprovedById != null,
            r.Payments.OrderBy(p => p.Payment)
                .Select(p => new SalesQuery.Row.Paid(
                    db.Set<SalePayment>().Where(s => s.SaleId == p.SaleId && s.Payment == p.Payment).Select(s => s.Method).Single(),
                    p.Amount
                ))
                .ToList()
        ));
}
