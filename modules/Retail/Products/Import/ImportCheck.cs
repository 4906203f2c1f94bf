using Microsoft.EntityFrameworkCore;
using Niaga.Trade.Tax;

namespace Niaga.Retail.Products.Import;

/// <summary>
/// What would come of a file: all of it read, compared with what the shop has, and nothing written. The preview shows it; the import begins
/// with the same.
/// </summary>
internal sealed class ImportCheck(RetailDb db, TaxRates taxes, TimeProvider clock)
{
    private const int Chunk = 5_000;

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
        for (var from = 0; from < rows.Count; from += Chunk)
            await Compare(rows, from, Math.Min(Chunk, rows.Count - from), existing, errors, cancel);
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
    private async Task Compare(
        List<ImportRow> rows,
        int from,
        int count,
        HashSet<string> existing,
        List<CellError> errors,
        CancellationToken cancel
    )
    {
        var tenant = db.Tenant.Value;
        var chunk = rows.GetRange(from, count);
        var skus = chunk.Where(r => r.Sku is not null).Select(r => r.SkuKey).ToArray();
        var barcodes = chunk.Select(r => r.Barcode).OfType<string>().ToArray();
        var names = chunk.Where(r => r.Sku is null).Select(r => SearchKey.Of(r.Name)).ToArray();
        // OFFSET 0 keeps it one search of an index a value: statistics from before an import tell the planner that the shop has no products.
        var known = await db
            .Database.SqlQuery<Known>(
                $"""
                SELECT f.archived_at IS NOT NULL AS "Archived", f.product_id AS "ProductId", f.sku AS "Sku", f.sku_key AS "SkuKey",
                    f.barcode AS "Barcode", f.name AS "Name", f.name_key AS "NameKey"
                FROM (
                    SELECT p.* FROM unnest({skus}) k CROSS JOIN LATERAL
                        (SELECT * FROM retail.products WHERE tenant_id = {tenant} AND sku_key = k OFFSET 0) p
                    UNION
                    SELECT p.* FROM unnest({barcodes}) k CROSS JOIN LATERAL
                        (SELECT * FROM retail.products WHERE tenant_id = {tenant} AND barcode = k OFFSET 0) p
                    UNION
                    SELECT p.* FROM unnest({names}) k CROSS JOIN LATERAL
                        (SELECT * FROM retail.products WHERE tenant_id = {tenant} AND name_key = k OFFSET 0) p
                ) f
                ORDER BY 1, 2
                """
            )
            .ToListAsync(cancel);
        // Of several products of one name the first that is still sold.
        var byName = known.DistinctBy(p => p.NameKey).ToDictionary(p => p.NameKey, StringComparer.Ordinal);
        var byBarcode = known.Where(p => p.Barcode is not null).ToDictionary(p => p.Barcode!, StringComparer.Ordinal);
        existing.UnionWith(known.Select(p => p.SkuKey));
        for (var i = from; i < from + count; i++)
        {
            var row = rows[i];
            if (row.Sku is null && byName.TryGetValue(SearchKey.Of(row.Name), out var named))
                rows[i] = row.Numbered(named.Sku);
            else if (row.Barcode is { } code && byBarcode.TryGetValue(code, out var owner) && owner.SkuKey != row.SkuKey)
                errors.Add(new(row.Line, ImportField.Barcode, "taken", code, owner.Name));
        }
    }

    private sealed record Known(Guid ProductId, string Sku, string SkuKey, string? Barcode, string Name, string NameKey, bool Archived);

    /// <summary>A name without a code that an earlier line has already: the later line is wrong, and says which was first.</summary>
    private static void NamesTwice(List<ImportRow> rows, List<CellError> errors)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in rows.Where(r => r.Sku is null))
            if (!names.TryAdd(SearchKey.Of(row.Name), row.Line))
                errors.Add(new(row.Line, ImportField.Name, "twice", row.Name, names[SearchKey.Of(row.Name)].ToString()));
    }

    private static void CodesTwice(List<ImportRow> rows, List<CellError> errors)
    {
        var twice = errors.Where(e => e is { Field: ImportField.Name, Code: "twice" }).Select(e => e.Line).ToHashSet();
        var skus = new Dictionary<string, int>(rows.Count, StringComparer.Ordinal);
        var barcodes = new Dictionary<string, int>(rows.Count, StringComparer.Ordinal);
        foreach (var row in rows.Where(r => !twice.Contains(r.Line)))
        {
            if (row.Sku is not null && !skus.TryAdd(row.SkuKey, row.Line))
                errors.Add(new(row.Line, ImportField.Sku, "twice", row.Sku, skus[row.SkuKey].ToString()));
            if (row.Barcode is { } barcode && !barcodes.TryAdd(barcode, row.Line))
                errors.Add(new(row.Line, ImportField.Barcode, "twice", barcode, barcodes[barcode].ToString()));
        }
    }
}
