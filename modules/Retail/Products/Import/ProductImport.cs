using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Fields;
using Niaga.Imports;
using Niaga.Platform.Values;
using Niaga.Trade.Tax;

namespace Niaga.Retail.Products.Import;

/// <summary>A price list becomes products: matched by SKU, or by name where the file has no code.</summary>
internal sealed class ProductImport(
    RetailDb db,
    TaxRates taxes,
    BusinessFields fields,
    ProductImportWriter writer,
    ProductImportUndo undo,
    TimeProvider clock
) : RecordImport<ProductRow>
{
    public const string Key = ProductColumn.Import;

    private IReadOnlyDictionary<string, TaxRate> rates = null!;
    private FieldColumns own = null!;

    public override string UndoPlan => ProductImportUndo.Plan;

    public override async ValueTask<IReadOnlyList<ImportColumn>> Own(CancellationToken cancel) =>
        FieldColumns.Of(await fields.Of(ProductOwnFields.Kind, cancel));

    protected override async Task Begin(CancellationToken cancel)
    {
        rates = await taxes.Today(clock, cancel);
        own = new(await fields.Of(ProductOwnFields.Kind, cancel));
    }

    protected override ProductRow? Read(ImportLine line)
    {
        var name = line.Text(ProductColumn.Name, ProductInput.LongestName);
        if (name is null)
            line.Require(ProductColumn.Name);
        var barcode = Barcode(line);
        var sku = line.Text(ProductColumn.Sku, ProductInput.LongestSku) ?? barcode;
        var category = line.Text(ProductColumn.Category, ProductInput.LongestCategory);
        var cost = line.Amount(ProductColumn.Cost);
        var price = line.Amount(ProductColumn.Price);
        if (price is null)
            line.Require(ProductColumn.Price);
        var taxCode = line.Text(ProductColumn.TaxCode, 40)?.ToLowerInvariant() ?? "none";
        if (!rates.ContainsKey(taxCode))
            line.Wrong(ProductColumn.TaxCode, "tax", taxCode);
        var track = line.YesNo(ProductColumn.TrackStock, empty: true);
        var stock = line.Quantity(ProductColumn.Stock);
        var cells = own.Read(line);
        return line.IsFine ? new(line.Number, sku, barcode, name!, category, cost, price!.Value, taxCode, track, stock, cells) : null;
    }

    protected override async Task Compare(List<ProductRow> rows, ImportErrors errors, CancellationToken cancel)
    {
        var twice = NamesTwice(rows, errors);
        await CompareKnown(rows, errors, cancel);
        CodesTwice(rows, twice, errors);
    }

    protected override async Task<IReadOnlyList<ProductRow>> Prepare(IReadOnlyList<ProductRow> rows, CancellationToken cancel)
    {
        await writer.MakeCategories(rows, cancel);
        return await writer.Numbered(rows, cancel);
    }

    protected override Task<ImportWritten> Write(ProductRow[] rows, ImportTarget import, CancellationToken cancel) =>
        writer.Write(rows, import, cancel);

    public override Task Hold(Guid import, CancellationToken cancel) => undo.Hold(import, cancel);

    public override Task TakeBack(Guid import, CancellationToken cancel) => undo.TakeBack(import, cancel);

    private static string? Barcode(ImportLine line)
    {
        var cell = line.Cell(ProductColumn.Barcode);
        if (SpreadsheetCell.Barcode(cell) is not { } unwrapped)
        {
            line.Wrong(ProductColumn.Barcode, "barcode_lost", cell);
            return null;
        }
        if (line.Text(ProductColumn.Barcode, unwrapped, ProductInput.LongestSku) is not { } barcode)
            return null;
        if (Gtin.IsMistyped(barcode))
            line.Wrong(ProductColumn.Barcode, "check_digit", barcode);
        return Gtin.Normalize(barcode);
    }

    /// <summary>Which products are there; rows without an SKU get that of their name; barcodes of others are wrong.</summary>
    private async Task CompareKnown(List<ProductRow> rows, ImportErrors errors, CancellationToken cancel)
    {
        var skus = rows.Where(r => r.Sku is not null).Select(r => r.SkuKey).ToHashSet(StringComparer.Ordinal);
        var barcodes = rows.Select(r => r.Barcode).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var names = rows.Where(r => r.Sku is null).Select(r => SearchKey.Of(r.Name)).ToHashSet(StringComparer.Ordinal);
        var asked = own.AsksValues;
        // Matched here: just after a large import PostgreSQL takes the shop for empty, and reads all of it for each code asked for.
        var all = db.Set<Product>()
            .AsNoTracking()
            .OrderBy(p => p.ArchivedAt != null)
            .ThenBy(p => p.ProductId)
            .Select(p => new Known(p.Sku, p.SkuKey, p.Barcode, p.Name, p.NameKey, asked ? p.Fields : FieldValues.None.Json))
            .AsAsyncEnumerable();
        var known = new List<Known>();
        await foreach (var p in all.WithCancellation(cancel))
            if (skus.Contains(p.SkuKey) || names.Contains(p.NameKey) || (p.Barcode is { } barcode && barcodes.Contains(barcode)))
                known.Add(p);

        // Of several products of one name the first that is still sold.
        var byName = known.DistinctBy(p => p.NameKey).ToDictionary(p => p.NameKey, StringComparer.Ordinal);
        var byBarcode = known.Where(p => p.Barcode is not null).ToDictionary(p => p.Barcode!, StringComparer.Ordinal);
        var bySku = known.ToDictionary(p => p.SkuKey, StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (row.Sku is null && byName.TryGetValue(SearchKey.Of(row.Name), out var named))
                rows[i] = row = row.Numbered(named.Sku);
            else if (row.Barcode is { } code && byBarcode.TryGetValue(code, out var owner) && owner.SkuKey != row.SkuKey)
                errors.Add(row.Line, ProductColumn.Barcode, "taken", code, owner.Name);
            var there = row.Sku is null ? null : bySku.GetValueOrDefault(row.SkuKey);
            row.Known = there?.Name;
            rows[i] = row with { Own = own.Check(row.Line, row.Own, there is null ? null : FieldValues.Of(there.Fields), errors) };
        }
    }

    private sealed record Known(string Sku, string SkuKey, string? Barcode, string Name, string NameKey, string Fields);

    /// <summary>A name without a code that an earlier line has already: the later line is wrong, and says which was first.</summary>
    private static HashSet<int> NamesTwice(List<ProductRow> rows, ImportErrors errors)
    {
        var (names, twice) = (new Dictionary<string, int>(StringComparer.Ordinal), new HashSet<int>());
        foreach (var row in rows.Where(r => r.Sku is null))
        {
            if (names.TryAdd(SearchKey.Of(row.Name), row.Line))
                continue;

            errors.Add(row.Line, ProductColumn.Name, "twice", row.Name, names[SearchKey.Of(row.Name)].ToString());
            twice.Add(row.Line);
        }
        return twice;
    }

    private static void CodesTwice(List<ProductRow> rows, HashSet<int> twice, ImportErrors errors)
    {
        var skus = new Dictionary<string, int>(rows.Count, StringComparer.Ordinal);
        var barcodes = new Dictionary<string, int>(rows.Count, StringComparer.Ordinal);
        foreach (var row in rows.Where(r => !twice.Contains(r.Line)))
        {
            if (row.Sku is not null && !skus.TryAdd(row.SkuKey, row.Line))
                errors.Add(row.Line, ProductColumn.Sku, "twice", row.Sku, skus[row.SkuKey].ToString());
            if (row.Barcode is { } barcode && !barcodes.TryAdd(barcode, row.Line))
                errors.Add(row.Line, ProductColumn.Barcode, "twice", barcode, barcodes[barcode].ToString());
        }
    }
}
