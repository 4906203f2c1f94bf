using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Exports;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales.Reversals;

/// <summary><c>/reversals.csv</c>: voids and refunds as a file, one row per document, with the list's own filters.</summary>
internal static class ReversalsExport
{
    private const int Portion = 1000;

    private const string Payment = "retail.payment.";

    private static readonly string[] Columns =
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
        .. PaymentMethods.All.Select(m => Payment + m),
        "approved",
        "reason",
    ];

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/reversals.csv", Export)
            .WithMetadata(new NeedsAttribute(Permissions.Export))
            .Exports("retail.reversals_exported")
            .ExcludeFromDescription();

    private static async Task<ExportFile> Export(string? when, SalesQuery sales, ReversalsQuery book, Words words, CancellationToken cancel)
    {
        sales.TryFilter(null, when, out var days);
        var filter = new ReversalsQuery.Filter(days.From, days.To);
        return new(
            $"{words["retail.reversals.file"]}-{sales.Today:yyyy-MM-dd}.csv",
            await book.Count(filter, cancel),
            (to, stop) => Rows(book, filter, words, to, stop)
        );
    }

    private static async Task Rows(ReversalsQuery book, ReversalsQuery.Filter filter, Words words, Stream to, CancellationToken cancel)
    {
        await using var csv = CsvWriter.Create(to, CsvWriterOptions.Default with { WriteByteOrderMark = true }, true);
        await csv.WriteRecordAsync([.. Columns.Select(c => words[Key(c)])], cancel);
        var before = (Guid?)null;
        while (await book.Before(filter, before, Portion, cancel) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
                await csv.WriteRecordAsync(Cells(row, words), cancel);
            before = rows[^1].Id;
        }
    }

    private static string Key(string column) =>
        column.StartsWith(Payment, StringComparison.Ordinal) ? column : "retail.reversals.column." + column;

    private static string[] Cells(ReversalsQuery.Row row, Words words) =>
        [
            row.Document.ToString(),
            words["retail.reversals.kind." + row.Kind],
            row.OfReceipt.ToString(),
            row.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            TimeZoneInfo.ConvertTime(row.At, MalaysianTime.Zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture),
            .. new[] { row.Total, row.Tax, row.Rounding, row.Due }
                .Concat(PaymentMethods.All.Select(row.By))
                .Select(a => a.ToDecimalString()),
            words[row.Approved ? "retail.file.yes" : "retail.file.no"],
            SpreadsheetText.Of(row.Reason),
        ];
}
