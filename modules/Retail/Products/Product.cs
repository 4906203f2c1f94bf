using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Fields;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Retail.Products;

/// <summary>Something a shop sells. Never deleted: what was sold stays known; it is archived.</summary>
internal sealed class Product : ITenantRow
{
    private Product() { }

    public Product(ProductDetails details, DateTimeOffset now)
    {
        (ProductId, CreatedAt) = (Guid.CreateVersion7(now), now);
        Change(details, now);
    }

    public TenantId TenantId { get; private set; }

    public Guid ProductId { get; private set; }

    /// <summary>The shop's own code, as typed; unique by <see cref="SkuKey"/>.</summary>
    public string Sku { get; private set; } = "";

    public string SkuKey { get; private set; } = "";

    /// <summary>What the scanner reads; unique, or null.</summary>
    public string? Barcode { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The name as it is searched and sorted by: <see cref="SearchKey"/>.</summary>
    public string NameKey { get; private set; } = "";

    public Guid? CategoryId { get; private set; }

    /// <summary>What a unit costs the shop; null when it does not say.</summary>
    public Money? Cost { get; private set; }

    /// <summary>What the customer pays for a unit, tax included.</summary>
    public Money Price { get; private set; }

    public string Currency { get; private set; } = "MYR";

    /// <summary>A code of <c>trade.tax_rates</c>.</summary>
    public string TaxCode { get; private set; } = "";

    /// <summary>Whether it is counted: false for services and things made to order.</summary>
    public bool TrackStock { get; private set; }

    /// <summary>Since when it is no longer sold; null while it is.</summary>
    public DateTimeOffset? ArchivedAt { get; private set; }

    /// <summary>Hash of the first of its pictures; null without one.</summary>
    public Guid? Picture { get; private set; }

    /// <summary>Values of the business's own fields, as JSON.</summary>
    public string Fields { get; private set; } = FieldValues.None.Json;

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>What the shop says of it now.</summary>
    public ProductDetails Details => new(Sku, Barcode, Name, CategoryId, Cost, Price, TaxCode, TrackStock, FieldValues.Of(Fields));

    public void Change(ProductDetails to, DateTimeOffset now)
    {
        (Sku, SkuKey, Barcode) = (to.Sku, SearchKey.Of(to.Sku), to.Barcode);
        (Name, NameKey, CategoryId) = (to.Name, SearchKey.Of(to.Name), to.CategoryId);
        (Cost, Price, TaxCode, TrackStock, UpdatedAt) = (to.Cost, to.Price, to.TaxCode, to.TrackStock, now);
        if (!to.Fields.Equals(FieldValues.Of(Fields)))
            Fields = to.Fields.Json;
    }

    public void Archive(DateTimeOffset now) => (ArchivedAt, UpdatedAt) = (now, now);

    public void Restore(DateTimeOffset now) => (ArchivedAt, UpdatedAt) = (null, now);
}

/// <summary>What a shop may say about a product, checked.</summary>
internal sealed record ProductDetails(
    string Sku,
    string? Barcode,
    string Name,
    Guid? CategoryId,
    Money? Cost,
    Money Price,
    string TaxCode,
    bool TrackStock,
    FieldValues Fields
);

/// <summary>A group of products on the till and in reports.</summary>
internal sealed class Category : ITenantRow
{
    private Category() { }

    public TenantId TenantId { get; private set; }

    public Guid CategoryId { get; private set; }

    public string Name { get; private set; } = "";

    public string NameKey { get; private set; } = "";
}

internal sealed class ProductTable : IEntityTypeConfiguration<Product>, IEntityTypeConfiguration<Category>
{
    public void Configure(EntityTypeBuilder<Product> builder)
    {
        builder.ToTable("products");
        builder.HasKey(p => new { p.TenantId, p.ProductId });
        builder.Ignore(p => p.Details);
        builder.Property(p => p.Cost).HasColumnName("cost_sen");
        builder.Property(p => p.Price).HasColumnName("price_sen");
        builder.Property(p => p.Fields).HasColumnType("jsonb");
        builder.Property<uint>("Version").IsRowVersion();
    }

    public void Configure(EntityTypeBuilder<Category> builder)
    {
        builder.ToTable("categories");
        builder.HasKey(c => new { c.TenantId, c.CategoryId });
    }
}
