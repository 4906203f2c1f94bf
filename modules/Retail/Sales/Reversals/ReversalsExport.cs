using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Routing;
using Niaga.Platform.Exports;
using Niaga.Platform.Texts;

namespace Niaga.Retail.Sales.Reversals;

/// <summary>Voids and refunds as a file, one row per document, with the list's own filters.</summary>
internal static class ReversalsExport
{
    private const int Portion = 1000;

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapExport("/reversals", Export, Permissions.Export, "retail.reversals_exported");

    private static async Task<ExportFile> Export(string? when, SalesQuery sales, ReversalsQuery book, Words words, CancellationToken cancel)
    {
        sales.TryFilter(null, when, out var days);
        var filter = new ReversalsQuery.Filter(days.From, days.To);
        return new(
            $"{words["retail.reversals.file"]}-{sales.Today:yyyy-MM-dd}",
            await book.Count(filter, cancel),
            ExportTable.Of(Columns(words), stop => Rows(book, filter, stop))
        );
    }

    private static async IAsyncEnumerable<ReversalsQuery.Row> Rows(
        ReversalsQuery book,
        ReversalsQuery.Filter filter,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var before = (Guid?)null;
        while (await book.Before(filter, before, Portion, cancel) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
                yield return row;
            before = rows[^1].Id;
        }
    }

    private static IReadOnlyList<ExportColumn<ReversalsQuery.Row>> Columns(Words words) =>
        [
            new(words["retail.reversals.column.document"], row => row.Document.ToString()),
            new(words["retail.reversals.column.kind"], row => words["retail.reversals.kind." + row.Kind]),
            new(words["retail.reversals.column.receipt"], row => row.OfReceipt.ToString()),
            new(words["retail.reversals.column.date"], row => row.Day),
            new(words["retail.reversals.column.time"], row => ExportCell.TimeOf(row.At)),
            new(words["retail.reversals.column.total"], row => row.Total),
            new(words["retail.reversals.column.tax"], row => row.Tax),
            new(words["retail.reversals.column.rounding"], row => row.Rounding),
            new(words["retail.reversals.column.given_back"], row => row.Due),
            .. PaymentMethods.All.Select(method => new ExportColumn<ReversalsQuery.Row>(
                words["retail.payment." + method],
                row => row.By(method)
            )),
            new(words["retail.reversals.column.approved"], row => words[row.Approved ? "retail.file.yes" : "retail.file.no"]),
            new(words["retail.reversals.column.reason"], row => row.Reason),
        ];
}
