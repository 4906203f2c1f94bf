using System.Buffers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Exports;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Retail.Products.Import;

namespace Niaga.Retail.Products;

/// <summary>Products as CSV with the columns that an import takes: UTF-8 with a mark, so that Excel reads it.</summary>
internal static class ExportProducts
{
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",;\t|\"\r\n");

    private sealed record Row(
        string Sku,
        string? Barcode,
        string Name,
        string? Category,
        Money? Cost,
        Money Price,
        string TaxCode,
        bool TrackStock,
        long OnHand
    );

    /// <param name="words">In which the headings and yes and no are written; an import takes every language.</param>
    /// <param name="mayRead">Whether the reader may see an <see cref="ProductColumn"/>.</param>
    public static async Task Write(
        RetailDb db,
        IQueryable<Product> products,
        Words words,
        Func<string, bool> mayRead,
        Stream to,
        CancellationToken cancel
    )
    {
        await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 64 * 1024, leaveOpen: true)
        {
            NewLine = "\r\n",
        };
        var fields = ProductColumn.All.Select(f => f.Key).Where(mayRead).ToArray();
        await writer.WriteLineAsync(string.Join(',', fields.Select(f => Cell(words["retail.import.column." + f]))));
        var rows = products
            .OrderBy(p => p.NameKey)
            .ThenBy(p => p.ProductId)
            .Select(p => new Row(
                p.Sku,
                p.Barcode,
                p.Name,
                db.Set<Category>().Where(c => c.CategoryId == p.CategoryId).Select(c => c.Name).FirstOrDefault(),
                p.Cost,
                p.Price,
                p.TaxCode,
                p.TrackStock,
                db.StockLevels.Where(l => l.ItemId == p.ProductId).Sum(l => l.Thousandths)
            ));
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancel))
        {
            await writer.WriteLineAsync(string.Join(',', fields.Select(f => Cell(row, f, words))));
        }
    }

    private static string Cell(Row row, string field, Words words) =>
        field switch
        {
            ProductColumn.Sku => Text(row.Sku),
            ProductColumn.Barcode => Text(row.Barcode),
            ProductColumn.Name => Text(row.Name),
            ProductColumn.Category => Text(row.Category),
            ProductColumn.Cost => row.Cost?.ToDecimalString() ?? "",
            ProductColumn.Price => row.Price.ToDecimalString(),
            ProductColumn.TaxCode => Text(row.TaxCode),
            ProductColumn.TrackStock => words[row.TrackStock ? "retail.file.yes" : "retail.file.no"],
            _ => row.TrackStock ? new Quantity(row.OnHand).ToString() : "",
        };

    public static string Text(string? text) => Cell(SpreadsheetText.Of(text));

    private static string Cell(string text) =>
        text.AsSpan().ContainsAny(NeedQuotes) || text.StartsWith(' ') || text.EndsWith(' ')
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
}
