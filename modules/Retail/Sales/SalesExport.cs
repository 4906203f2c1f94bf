using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Exports;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary><c>/sales.csv</c>: the list as a file, one row per sale, with the list's own filters.</summary>
internal static class SalesExport
{
    /// <summary>Rows fetched at a time: the whole of a big shop never lies in memory.</summary>
    private const int Portion = 1000;

    private const string Payment = "retail.payment.";

    /// <summary>Columns are only ever added at the end: somebody's spreadsheet counts on the others.</summary>
    private static readonly string[] Columns =
    [
        "receipt",
        "date",
        "time",
        "lines",
        "total",
        "tax",
        "rounding",
        "due",
        .. PaymentMethods.All.Select(m => Payment + m),
        "status",
        "given_back",
        "net",
        "net_tax",
    ];

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/sales.csv", Export)
            .WithMetadata(new NeedsAttribute(Permissions.Export))
            .Exports("retail.sales_exported")
            .ExcludeFromDescription();

    private static async Task<ExportFile> Export(string? q, string? when, SalesQuery book, Words words, CancellationToken cancel)
    {
        var name = $"{words["retail.sales.file"]}-{book.Today:yyyy-MM-dd}.csv";
        return book.TryFilter(q, when, out var filter)
            ? new(name, await book.Count(filter, cancel), (to, stop) => Rows(book, filter, words, to, stop))
            : new(name, 0, (to, stop) => Rows(book, null, words, to, stop));
    }

    /// <param name="book">The sales.</param>
    /// <param name="filter">Which; null for none, which leaves the headings.</param>
    private static async Task Rows(SalesQuery book, SalesQuery.Filter? filter, Words words, Stream to, CancellationToken cancel)
    {
        await using var csv = CsvWriter.Create(to, CsvWriterOptions.Default with { WriteByteOrderMark = true }, true);
        await csv.WriteRecordAsync([.. Columns.Select(c => words[Key(c)])], cancel);
        var below = long.MaxValue;
        while (filter is not null && await book.Below(filter, below, Portion, cancel) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
                await csv.WriteRecordAsync(Cells(row, words), cancel);
            below = rows[^1].Number;
        }
    }

    private static string Key(string column) =>
        column.StartsWith(Payment, StringComparison.Ordinal) ? column : "retail.sales.column." + column;

    private static string[] Cells(SalesQuery.Row row, Words words) =>
        [
            row.Receipt.ToString(),
            row.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            TimeZoneInfo.ConvertTime(row.SoldAt, MalaysianTime.Zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture),
            row.Lines.ToString(CultureInfo.InvariantCulture),
            .. new[] { row.Total, row.Tax, row.Rounding, row.Due }
                .Concat(PaymentMethods.All.Select(row.By))
                .Select(a => a.ToDecimalString()),
            words["retail.sale.status." + row.Status.Key()],
            row.GivenBack.ToDecimalString(),
            row.Net.ToDecimalString(),
            row.NetTax.ToDecimalString(),
        ];
}
