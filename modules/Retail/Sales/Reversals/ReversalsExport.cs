using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Exports;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales.Reversals;

/// <summary><c>/reversals.csv</c>: voids and refunds as a file, one row per document, with the list's own filters.</summary>
internal static class ReversalsExport
{
    private const int Portion = 1000;

    private static readonly string[] Headings =
    [
        "document",
        "kind",
        "receipt",
        "date",
        "time",
        "total",
        "tax",
        "rounding",
        "given_back",
        .. PaymentMethods.All,
        "approved",
        "reason",
    ];

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/reversals.csv", Export)
            .WithMetadata(new NeedsAttribute(Permissions.Export))
            .Exports("retail.reversals_exported")
            .ExcludeFromDescription();

    private static async Task<ExportFile> Export(string? when, SalesQuery sales, ReversalsQuery book, CancellationToken cancel)
    {
        sales.TryFilter(null, when, out var days);
        var filter = new ReversalsQuery.Filter(days.From, days.To);
        return new(
            $"pembetulan-{sales.Today:yyyy-MM-dd}.csv",
            await book.Count(filter, cancel),
            (to, stop) => Rows(book, filter, to, stop)
        );
    }

    private static async Task Rows(ReversalsQuery book, ReversalsQuery.Filter filter, Stream to, CancellationToken cancel)
    {
        await using var csv = CsvWriter.Create(to, CsvWriterOptions.Default, true);
        await csv.WriteRecordAsync(Headings, cancel);
        var before = (Guid?)null;
        while (await book.Before(filter, before, Portion, cancel) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
                await csv.WriteRecordAsync(Cells(row), cancel);
            before = rows[^1].Id;
        }
    }

    private static string[] Cells(ReversalsQuery.Row row) =>
        [
            row.Document.ToString(),
            row.Kind,
            row.OfReceipt.ToString(),
            row.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            TimeZoneInfo.ConvertTime(row.At, MalaysianTime.Zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture),
            .. new[] { row.Total, row.Tax, row.Rounding, row.Due }
                .Concat(PaymentMethods.All.Select(row.By))
                .Select(a => a.ToDecimalString()),
            row.Approved ? "yes" : "no",
            // Text that a spreadsheet would take for a formula gets an apostrophe.
            row.Reason
                is ['=' or '+' or '-' or '@' or '\'', ..]
                ? "'" + row.Reason
                : row.Reason,
        ];
}
