using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;
using Niaga.Trade.Numbering;
using Niaga.Trade.Tax;
using Npgsql;

namespace Niaga.Retail.Products;

/// <summary>What creating and changing a product share: reading what was typed, its category, codes that no other product has.</summary>
internal sealed class ProductCatalog(
    TenantSession session,
    RetailDb db,
    TaxRates taxes,
    Numbers numbers,
    BusinessFields fields,
    TimeProvider clock
)
{
    private const string SkuSeries = "retail.sku";
    private const int MostNumbers = 5_000;
    private FieldSet? own;

    /// <summary>Checks everything and finds or makes the category; within a use case's transaction.</summary>
    /// <param name="input">As typed.</param>
    /// <param name="self">The product that is changed, or null for a new one.</param>
    public async Task<Outcome<ProductDetails>> Read(ProductInput input, Product? self, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var read = input.Check(await taxes.Today(clock, cancel), refusals);
        if (refusals.Count == 0 || read.Sku.Length > 0)
            refusals.AddRange(await Taken(read, string.IsNullOrWhiteSpace(input.Sku), self?.ProductId, refusals, cancel));
        var values = (await Fields(cancel)).Read(input.Fields, self?.Details.Fields, refusals);
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        var sku = read.Sku.Length > 0 ? read.Sku : (await NextSkus(1, FrozenSet<string>.Empty, cancel))[0];
        return new ProductDetails(
            sku,
            read.Barcode,
            read.Name,
            await CategoryOf(read.Category, cancel),
            read.Cost,
            read.Price,
            read.TaxCode,
            read.TrackStock,
            values
        );
    }

    /// <summary>Checks a category and a tax by themselves, and finds or makes the category; empty ones are null.</summary>
    public async Task<Outcome<PlaceGiven>> Placed(string? category, string? taxCode, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var name = SingleLineText.Read(category, nameof(ProductInput.Category), ProductInput.LongestCategory, refusals);
        var tax = string.IsNullOrWhiteSpace(taxCode) ? null : taxCode.Trim();
        if (tax is not null && !(await taxes.Today(clock, cancel)).ContainsKey(tax))
            refusals.Add(Errors.TaxCodeUnknown());
        return Refusal.Of(refusals) is { } refusal ? refusal : new PlaceGiven(await CategoryOf(name, cancel), tax);
    }

    /// <summary>Whether there are such categories and taxes.</summary>
    public async Task<bool> Knows(IReadOnlyCollection<ProductPlace> places, CancellationToken cancel)
    {
        var (rates, wanted) = (await taxes.Today(clock, cancel), places.Select(p => p.Category).OfType<Guid>().Distinct().ToArray());
        return places.All(p => rates.ContainsKey(p.TaxCode))
            && await db.Set<Category>().CountAsync(c => wanted.Contains(c.CategoryId), cancel) == wanted.Length;
    }

    /// <summary>The business's own fields of products; read once.</summary>
    public async Task<FieldSet> Fields(CancellationToken cancel) => own ??= await fields.Of(ProductOwnFields.Kind, cancel);

    /// <summary>The refusal behind a violated unique constraint, should another way of writing products have been first.</summary>
    public static Refusal? Explain(PostgresException violation, ProductInput input) =>
        violation.ConstraintName switch
        {
            "products_sku_unique" => Errors.SkuTaken(input.Sku ?? ""),
            "products_barcode_unique" => Errors.BarcodeTaken(input.Barcode ?? ""),
            _ => FieldSet.Explain(violation),
        };

    private async Task<List<Refusal>> Taken(
        ProductInput.Checked read,
        bool skuLeftOut,
        Guid? self,
        List<Refusal> already,
        CancellationToken cancel
    )
    {
        var sku = read.Sku.Length > 0 && already.All(r => r.Field != nameof(ProductInput.Sku)) ? SearchKey.Of(read.Sku) : null;
        var barcode = already.All(r => r.Field != nameof(ProductInput.Barcode)) ? read.Barcode : null;
        // Held until commit: of several at once, all but the first see its product and can name it.
        if (sku is not null)
            await Hold("sku " + sku, cancel);
        if (barcode is not null)
            await Hold("barcode " + barcode, cancel);
        var others = await db.Set<Product>()
            .AsNoTracking()
            .Where(p => (p.SkuKey == sku || p.Barcode == barcode) && p.ProductId != self)
            .Select(p => new
            {
                p.SkuKey,
                p.Barcode,
                p.Name,
            })
            .ToListAsync(cancel);
        var refusals = new List<Refusal>();
        var byBarcode = barcode is null ? null : others.Find(o => o.Barcode == barcode);
        // A code that was left out is the barcode's: only what was typed is named.
        if (sku is not null && others.Find(o => o.SkuKey == sku) is { } bySku && !(skuLeftOut && byBarcode is not null))
            refusals.Add(Errors.SkuTaken(bySku.Name));
        if (byBarcode is not null)
            refusals.Add(Errors.BarcodeTaken(byBarcode.Name));
        return refusals;
    }

    private async Task Hold(string code, CancellationToken cancel)
    {
        await using var hold = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", session.Connection);
        hold.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{session.Tenant} {code}" });
        await hold.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The next numbers of the shop's own series that no product has, thousands a statement.</summary>
    /// <param name="count">How many.</param>
    /// <param name="reserved">Keys of SKUs that others are about to have.</param>
    public async Task<List<string>> NextSkus(int count, IReadOnlySet<string> reserved, CancellationToken cancel)
    {
        var free = new List<string>(count);
        while (free.Count < count)
        {
            var take = Math.Min(count - free.Count, MostNumbers);
            var first = await numbers.Take(SkuSeries, take, cancel);
            var skus = Enumerable.Range(0, take).Select(i => $"P{first + i:00000}").ToArray();
            var keys = skus.Select(SearchKey.Of).ToArray();
            var taken = await db.Set<Product>().Where(p => keys.Contains(p.SkuKey)).Select(p => p.SkuKey).ToHashSetAsync(cancel);
            free.AddRange(skus.Where(s => SearchKey.Of(s) is var key && !taken.Contains(key) && !reserved.Contains(key)));
        }
        return free;
    }

    private async Task<Guid?> CategoryOf(string? name, CancellationToken cancel)
    {
        if (name is null)
            return null;

        var key = SearchKey.Of(name);
        if (await Find() is { } known)
            return known;

        await using var make = new NpgsqlCommand(
            """
            INSERT INTO retail.categories (tenant_id, category_id, name, name_key) VALUES ($1, $2, $3, $4)
            ON CONFLICT ON CONSTRAINT categories_name_unique DO NOTHING
            """,
            session.Connection
        );
        make.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        make.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7(clock.GetUtcNow()) });
        make.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        make.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await make.ExecuteNonQueryAsync(cancel);
        return await Find();

        Task<Guid?> Find() => db.Set<Category>().Where(c => c.NameKey == key).Select(c => (Guid?)c.CategoryId).FirstOrDefaultAsync(cancel);
    }
}
