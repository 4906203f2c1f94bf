using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Routing;
using Niaga.Platform.Exports;
using Niaga.Platform.Texts;
using Niaga.Trade.Customers;

namespace Niaga.Retail.Sales;

/// <summary>The list of sales as a file, one row per sale, with the list's own filters.</summary>
internal static class SalesExport
{
    /// <summary>Rows fetched at a time: the whole of a big shop never lies in memory.</summary>
    private const int Portion = 1000;

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapExport("/sales", Export, Permissions.Export, "retail.sales_exported", "trade.customer");

    private sealed record Named(SalesQuery.Row Sale, string? Customer);

    private static async Task<ExportFile> Export(
        string? q,
        string? when,
        SalesQuery book,
        CustomerNames customers,
        Words words,
        CancellationToken cancel
    )
    {
        var wanted = book.TryFilter(q, when, out var filter) ? filter : null;
        return new(
            $"{words["retail.sales.file"]}-{book.Today:yyyy-MM-dd}",
            wanted is null ? 0 : await book.Count(wanted, cancel),
            ExportTable.Of(Columns(words), stop => Rows(book, customers, wanted, stop))
        );
    }

    /// <param name="book">The sales.</param>
    /// <param name="customers">Their names.</param>
    /// <param name="filter">Which; null for none, which leaves the headings.</param>
    private static async IAsyncEnumerable<Named> Rows(
        SalesQuery book,
        CustomerNames customers,
        SalesQuery.Filter? filter,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var below = long.MaxValue;
        while (filter is not null && await book.Below(filter, below, Portion, cancel) is { Count: > 0 } rows)
        {
            var names = await customers.Of([.. rows.Select(r => r.Customer).OfType<Guid>()], cancel);
            foreach (var row in rows)
                yield return new(row, row.Customer is { } id ? names.GetValueOrDefault(id)?.Name : null);
            below = rows[^1].Number;
        }
    }

    private static IReadOnlyList<ExportColumn<Named>> Columns(Words words) =>
        [
            .. OfSale(words).Select(c => new ExportColumn<Named>(c.Heading, row => c.Cell(row.Sale))),
            new(words["trade.customer"], row => row.Customer),
        ];

    private static IReadOnlyList<ExportColumn<SalesQuery.Row>> OfSale(Words words) =>
        [
            new(words["retail.sales.column.receipt"], row => row.Receipt.ToString()),
            new(words["retail.sales.column.date"], row => row.Day),
            new(words["retail.sales.column.time"], row => ExportCell.TimeOf(row.SoldAt)),
            new(words["retail.sales.column.lines"], row => row.Lines),
            new(words["retail.sales.column.total"], row => row.Total),
            new(words["retail.sales.column.tax"], row => row.Tax),
            new(words["retail.sales.column.rounding"], row => row.Rounding),
            new(words["retail.sales.column.due"], row => row.Due),
            .. PaymentMethods.All.Select(method => new ExportColumn<SalesQuery.Row>(
                words["retail.payment." + method],
                row => row.By(method)
            )),
            new(words["retail.sales.column.status"], row => words["retail.sale.status." + row.Status.Key()]),
            new(words["retail.sales.column.given_back"], row => row.GivenBack),
            new(words["retail.sales.column.net"], row => row.Net),
            new(words["retail.sales.column.net_tax"], row => row.NetTax),
        ];
}
