using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Values;
using Niaga.Trade.Tax;

namespace Niaga.Retail.Products.Import;

/// <summary>
/// What would come of a file: all of it read, compared with what the shop has, and nothing written. The preview shows it; the import begins
/// with the same.
/// </summary>
internal sealed class ImportCheck(RetailDb db, TaxRates taxes, TimeProvider clock)
{
    /// <param name="Rows">Rows that can come in; without an SKU they are new and get a number.</param>
    /// <param name="Errors">What is wrong with the others.</param>
    /// <param name="Cells">The cells of every line by its number, the headings' by 0.</param>
    /// <param name="Made">Products that are not there yet.</param>
    /// <param name="Changed">Products that are.</param>
    public sealed record Result(
        List<ImportRow> Rows,
        IReadOnlyList<CellError> Errors,
        IReadOnlyDictionary<int, string[]> Cells,
        int Made,
        int Changed
    )
    {
        public int Refused { get; } = Errors.Select(e => e.Line).Distinct().Count();
    }

    public async Task<Result> Run(byte[] content, ImportMapping mapping, CancellationToken cancel)
    {
        var errors = new List<CellError>();
        var cells = new Dictionary<int, string[]>();
        var rows = await Read(CsvFile.Read(content, mapping.Encoding)!, mapping, errors, cells, cancel);
        NamesTwice(rows, errors);
        var existing = new HashSet<string>(StringComparer.Ordinal);
        await Compare(rows, existing, errors, cancel);
        CodesTwice(rows, errors);

        var wrong = errors.Select(e => e.Line).ToHashSet();
        rows.RemoveAll(r => wrong.Contains(r.Line));
        var changed = rows.Count(r => r.Sku is not null && existing.Contains(r.SkuKey));
        return new(rows, errors, cells, rows.Count - changed, changed);
    }

    private async Task<List<ImportRow>> Read(
        CsvFile file,
        ImportMapping mapping,
        List<CellError> errors,
        Dictionary<int, string[]> cells,
        CancellationToken cancel
    )
    {
        var rows = new List<ImportRow>();
        ImportReader? reader = null;
        foreach (var line in file.Lines())
        {
            cells[reader is null ? 0 : line.Number] = line.Cells;
            if (reader is null)
                reader = new(mapping, line.Cells.Length, await taxes.Today(clock, cancel));
            else if (reader.Read(line, errors) is { } row)
                rows.Add(row);
        }
        return rows;
    }

    /// <summary>Which products are there; rows without an SKU get that of their name; barcodes of others are wrong.</summary>
    private async Task Compare(List<ImportRow> rows, HashSet<string> existing, List<CellError> errors, CancellationToken cancel)
    {
        var skus = rows.Where(r => r.Sku is not null).Select(r => r.SkuKey).ToHashSet(StringComparer.Ordinal);
        var barcodes = rows.Select(r => r.Barcode).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var names = rows.Where(r => r.Sku is null).Select(r => SearchKey.Of(r.Name)).ToHashSet(StringComparer.Ordinal);
        // Matched here: just after a large import PostgreSQL takes the shop for empty, and reads all of it for each code asked for.
        var all = db.Set<Product>()
            .AsNoTracking()
            .OrderBy(p => p.ArchivedAt != null)
            .ThenBy(p => p.ProductId)
            .Select(p => new Known(p.Sku, p.SkuKey, p.Barcode, p.Name, p.NameKey))
            .AsAsyncEnumerable();
        var known = new List<Known>();
        await foreach (var p in all.WithCancellation(cancel))
            if (skus.Contains(p.SkuKey) || names.Contains(p.NameKey) || (p.Barcode is { } barcode && barcodes.Contains(barcode)))
                known.Add(p);

        // Of several products of one name the first that is still sold.
        var byName = known.DistinctBy(p => p.NameKey).ToDictionary(p => p.NameKey, StringComparer.Ordinal);
        var byBarcode = known.Where(p => p.Barcode is not null).ToDictionary(p => p.Barcode!, StringComparer.Ordinal);
        existing.UnionWith(known.Select(p => p.SkuKey));
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (row.Sku is null && byName.TryGetValue(SearchKey.Of(row.Name), out var named))
                rows[i] = row.Numbered(named.Sku);
            else if (row.Barcode is { } code && byBarcode.TryGetValue(code, out var owner) && owner.SkuKey != row.SkuKey)
                errors.Add(new(row.Line, ProductColumn.Barcode, "taken", code, owner.Name));
        }
    }

    private sealed record Known(string Sku, string SkuKey, string? Barcode, string Name, string NameKey);

    /// <summary>A name without a code that an earlier line has already: the later line is wrong, and says which was first.</summary>
    private static void NamesTwice(List<ImportRow> rows, List<CellError> errors)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in rows.Where(r => r.Sku is null))
            if (!names.TryAdd(SearchKey.Of(row.Name), row.Line))
                errors.Add(new(row.Line, ProductColumn.Name, "twice", row.Name, names[SearchKey.Of(row.Name)].ToString()));
    }

    private static void CodesTwice(List<ImportRow> rows, List<CellError> errors)
    {
        var twice = errors.Where(e => e is { Field: ProductColumn.Name, Code: "twice" }).Select(e => e.Line).ToHashSet();
        var skus = new Dictionary<string, int>(rows.Count, StringComparer.Ordinal);
        var barcodes = new Dictionary<string, int>(rows.Count, StringComparer.Ordinal);
        foreach (var row in rows.Where(r => !twice.Contains(r.Line)))
        {
            if (row.Sku is not null && !skus.TryAdd(row.SkuKey, row.Line))
                errors.Add(new(row.Line, ProductColumn.Sku, "twice", row.Sku, skus[row.SkuKey].ToString()));
            if (row.Barcode is { } barcode && !barcodes.TryAdd(barcode, row.Line))
                errors.Add(new(row.Line, ProductColumn.Barcode, "twice", barcode, barcodes[barcode].ToString()));
        }
    }
}
