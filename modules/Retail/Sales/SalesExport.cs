using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform;

namespace Niaga.Retail.Sales;

/// <summary><c>/sales.csv</c>: the list as a file, one row per sale, with the list's own filters.</summary>
internal static class SalesExport
{
    /// <summary>Rows fetched at a time: the whole of a big shop never lies in memory.</summary>
    private const int Portion = 1000;

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/sales.csv", Write).WithMetadata(new NeedsAttribute(Permissions.SalesView)).ExcludeFromDescription();

    private static async Task Write(string? q, string? when, SaleBook book, HttpResponse response, CancellationToken cancel)
    {
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"jualan-{book.Today:yyyy-MM-dd}.csv\"";
        await using var csv = CsvWriter.Create(response.Body, CsvWriterOptions.Default, true);
        await csv.WriteRecordAsync(["receipt", "date", "time", "lines", "total", "tax", "rounding", "due", .. PaymentMethods.All], cancel);
        if (!book.TryFilter(q, when, out var filter)) return;
        var below = long.MaxValue;
        while (await book.Below(filter, below, Portion, cancel) is { Count: > 0 } rows)
        {
            foreach (var row in rows) await csv.WriteRecordAsync(Cells(row), cancel);
            below = rows[^1].Number;
        }
    }

    private static string[] Cells(SaleBook.Row row) =>
    [
        row.Receipt.ToString(),
        row.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeZoneInfo.ConvertTime(row.SoldAt, MalaysianTime.Zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        row.Lines.ToString(CultureInfo.InvariantCulture),
        .. new[] { row.Total, row.Tax, row.Rounding, row.Due }.Concat(PaymentMethods.All.Select(row.By)).Select(a => a.ToDecimalString()),
    ];
}
