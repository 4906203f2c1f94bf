using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary>A completed sale. Written once by <see cref="RecordSale"/> and never changed; here only to be read.</summary>
internal sealed class Sale : ITenantRow
{
    private Sale() { }

    public TenantId TenantId { get; private set; }

    public Guid SaleId { get; private set; }

    public long ReceiptNumber { get; private set; }

    /// <summary>Where it was sold, and where its stock came from.</summary>
    public Guid BranchId { get; private set; }

    public DateTimeOffset SoldAt { get; private set; }

    /// <summary>The day in Asia/Kuala_Lumpur.</summary>
    public DateOnly BusinessDay { get; private set; }

    public PersonId CashierId { get; private set; }

    /// <summary>Who agreed that it takes more than there is; null where nobody needed to.</summary>
    public PersonId? ApprovedById { get; private set; }

    /// <summary>Σ lines, tax included.</summary>
    public Money Total { get; private set; }

    /// <summary>The part of the total that is tax.</summary>
    public Money Tax { get; private set; }

    /// <summary>What rounding to 5 sen added to the cash due (or took from it).</summary>
    public Money Rounding { get; private set; }

    /// <summary>The unguessable word in the public receipt's address.</summary>
    public string PublicToken { get; private set; } = "";

    public List<SaleLine> Lines { get; private set; } = [];

    public List<SalePayment> Payments { get; private set; } = [];

    /// <summary>What put it right since, in the order it was done.</summary>
    public List<Reversal> Reversals { get; } = [];

    /// <summary>What that comes to; null while the sale stands as it was.</summary>
    public ReversedSale? Reversed { get; private set; }

    /// <summary>To whom; null where nobody asked.</summary>
    public SaleCustomer? Buyer { get; private set; }

    public SaleStatus Status => SaleStatuses.Of(Reversed?.Kind, Reversed?.Whole ?? false);

    /// <summary>What was to be paid: total and rounding.</summary>
    public Money Due => Total + Rounding;

    public Money Change => Money.Sum(Payments.Select(p => p.Tendered - p.Amount));
}

/// <summary>What was sold, as it was named and priced then.</summary>
internal sealed class SaleLine : ITenantRow
{
    private SaleLine() { }

    public TenantId TenantId { get; private set; }

    public Guid SaleId { get; private set; }

    public int Line { get; private set; }

    public Guid ProductId { get; private set; }

    public string Name { get; private set; } = "";

    public string Sku { get; private set; } = "";

    public Quantity Quantity { get; private set; }

    public Money UnitPrice { get; private set; }

    public string TaxCode { get; private set; } = "";

    /// <summary>The rate of the day: 800 is 8 %.</summary>
    public int TaxBasisPoints { get; private set; }

    public Money Tax { get; private set; }

    public Money Total { get; private set; }
}

/// <summary>How it was paid.</summary>
internal sealed class SalePayment : ITenantRow
{
    private SalePayment() { }

    public TenantId TenantId { get; private set; }

    public Guid SaleId { get; private set; }

    public int Payment { get; private set; }

    /// <summary>One of <see cref="PaymentMethods"/>.</summary>
    public string Method { get; private set; } = "";

    /// <summary>What counts towards the sale.</summary>
    public Money Amount { get; private set; }

    /// <summary>What was handed over; more than the amount only in cash.</summary>
    public Money Tendered { get; private set; }

    public string? Reference { get; private set; }
}

/// <summary>The ways a sale is paid.</summary>
internal static class PaymentMethods
{
    public const string Cash = "cash";
    public const string Card = "card";
    public const string EWallet = "e-wallet";

    public static readonly IReadOnlyList<string> All = [Cash, Card, EWallet];
}

internal sealed class SaleTables : IEntityTypeConfiguration<Sale>, IEntityTypeConfiguration<SaleLine>, IEntityTypeConfiguration<SalePayment>
{
    public void Configure(EntityTypeBuilder<Sale> builder)
    {
        builder.ToTable("sales").HasKey(s => new { s.TenantId, s.SaleId });
        builder.Property(s => s.Total).HasColumnName("total_sen");
        builder.Property(s => s.Tax).HasColumnName("tax_sen");
        builder.Property(s => s.Rounding).HasColumnName("rounding_sen");
        builder.HasMany(s => s.Lines).WithOne().HasForeignKey(l => new { l.TenantId, l.SaleId });
        builder.HasMany(s => s.Payments).WithOne().HasForeignKey(p => new { p.TenantId, p.SaleId });
        builder.HasOne(s => s.Buyer).WithOne().HasForeignKey<SaleCustomer>(c => new { c.TenantId, c.SaleId });
        builder.Ignore(s => s.Due).Ignore(s => s.Change).Ignore(s => s.Status).Ignore(s => s.Reversals);
    }

    public void Configure(EntityTypeBuilder<SaleLine> builder)
    {
        builder
            .ToTable("sale_lines")
            .HasKey(l => new
            {
                l.TenantId,
                l.SaleId,
                l.Line,
            });
        builder.Property(l => l.UnitPrice).HasColumnName("unit_price_sen");
        builder.Property(l => l.Tax).HasColumnName("tax_sen");
        builder.Property(l => l.Total).HasColumnName("total_sen");
    }

    public void Configure(EntityTypeBuilder<SalePayment> builder)
    {
        builder
            .ToTable("sale_payments")
            .HasKey(p => new
            {
                p.TenantId,
                p.SaleId,
                p.Payment,
            });
        builder.Property(p => p.Amount).HasColumnName("amount_sen");
        builder.Property(p => p.Tendered).HasColumnName("tendered_sen");
    }
}
