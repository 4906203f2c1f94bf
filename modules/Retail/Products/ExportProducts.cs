using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Imports;
using Niaga.Platform.Exports;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Retail.Products;

/// <summary>Products with the columns that an import takes.</summary>
internal static class ExportProducts
{
    private sealed record Row(
        string Sku,
        string? Barcode,
        string Name,
        string? Category,
        Money? Cost,
        Money Price,
        string TaxCode,
        bool TrackStock,
        long OnHand,
        FieldValues Own
    );

    /// <param name="words">In which the headings and yes and no are written; an import takes every language.</param>
    /// <param name="mayRead">Whether the reader may see a column of <see cref="ProductColumn"/>.</param>
    /// <param name="own">The business's own fields: a column each, after those.</param>
    /// <param name="headings">What an import takes for a column of <see cref="ProductColumn"/>.</param>
    public static ExportTable Table(
        RetailDb db,
        IQueryable<Product> products,
        Words words,
        Func<string, bool> mayRead,
        FieldSet own,
        ImportHeadings headings
    ) =>
        ExportTable.Of(
            [
                .. ProductColumn
                    .All.Select(column => column.Key)
                    .Where(mayRead)
                    .Select(key => new ExportColumn<Row>(words["import.retail.products.column." + key], row => Cell(row, key, words))),
                .. own.Headings(name => headings.Knows(ProductColumn.Import, name))
                    .Select(h => new ExportColumn<Row>(h.Heading, row => FieldSet.Cell(h.Field, row.Own, words))),
            ],
            _ => Rows(db, products)
        );

    private static IAsyncEnumerable<Row> Rows(RetailDb db, IQueryable<Product> products) =>
        products
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
                db.StockLevels.Where(l => l.ItemId == p.ProductId).Sum(l => l.Thousandths),
                FieldValues.Of(p.Fields)
            ))
            .AsAsyncEnumerable();

    private static ExportCell Cell(Row row, string column, Words words) =>
        column switch
        {
            ProductColumn.Sku => row.Sku,
            ProductColumn.Barcode => row.Barcode,
            ProductColumn.Name => row.Name,
            ProductColumn.Category => row.Category,
            ProductColumn.Cost => row.Cost,
            ProductColumn.Price => row.Price,
            ProductColumn.TaxCode => row.TaxCode,
            ProductColumn.TrackStock => words[row.TrackStock ? "retail.file.yes" : "retail.file.no"],
            _ => row.TrackStock ? new Quantity(row.OnHand) : default(ExportCell),
        };
}
