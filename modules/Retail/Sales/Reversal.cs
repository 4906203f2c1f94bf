using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary>
/// A document that puts a completed sale right: a void of the whole sale, or a refund (credit note) of some of it. Never changed.
/// </summary>
internal sealed class Reversal : ITenantRow
{
    private Reversal() { }

    public Reversal(Guid id, Guid sale, string kind, long number, DateTimeOffset at, DateOnly day, string publicToken) =>
        (ReversalId, SaleId, Kind, Number, At, BusinessDay, PublicToken) = (id, sale, kind, number, at, day, publicToken);

    public TenantId TenantId { get; private set; }

    public Guid ReversalId { get; private set; }

    public Guid SaleId { get; private set; }

    /// <summary>One of <see cref="ReversalKinds"/>.</summary>
    public string Kind { get; private set; } = "";

    public long Number { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>The day in Asia/Kuala_Lumpur whose figures it lowers.</summary>
    public DateOnly BusinessDay { get; private set; }

    /// <summary>Who asked for it.</summary>
    public PersonId PersonId { get; private set; }

    /// <summary>The supervisor who agreed; null where the person may by themself.</summary>
    public PersonId? ApprovedById { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>Σ lines, tax included.</summary>
    public Money Total { get; private set; }

    public Money Tax { get; private set; }

    /// <summary>What 5-sen rounding added to the cash given back, or took from it.</summary>
    public Money Rounding { get; private set; }

    /// <summary>The unguessable word in the public document's address.</summary>
    public string PublicToken { get; private set; } = "";

    /// <summary>The public document, within the business's address.</summary>
    public string DocumentPath => "c/" + PublicToken;

    public List<ReversalLine> Lines { get; private set; } = [];

    public List<ReversalPayment> Payments { get; private set; } = [];

    /// <summary>What was given back: total and rounding.</summary>
    public Money Due => Total + Rounding;

    public ReversalNumber Document => new(Kind, Number);

    public bool IsVoid => Kind == ReversalKinds.Void;

    public void Say(PersonId person, PersonId? approvedBy, string reason) =>
        (PersonId, ApprovedById, Reason) = (person, approvedBy, reason);

    /// <summary>Takes the figures that were worked out, with all lines and payments.</summary>
    public void Take(AmountsBack back)
    {
        (Total, Tax, Rounding) = (back.Total, back.Tax, back.Rounding);
        Lines.AddRange(back.Lines.Select((l, i) => new ReversalLine(ReversalId, i + 1, SaleId, l)));
        Payments.AddRange(back.Payments.Select(p => new ReversalPayment(ReversalId, SaleId, p.Payment, p.Amount)));
    }
}

/// <summary>What of a line of the sale is taken back.</summary>
internal sealed class ReversalLine : ITenantRow
{
    private ReversalLine() { }

    public ReversalLine(Guid reversal, int line, Guid sale, AmountsBack.Line back) =>
        (ReversalId, Line, SaleId, SaleLine, Quantity, Tax, Total, Restock) = (
            reversal,
            line,
            sale,
            back.SaleLine,
            back.Quantity,
            back.Tax,
            back.Total,
            back.Restock
        );

    public TenantId TenantId { get; private set; }

    public Guid ReversalId { get; private set; }

    public int Line { get; private set; }

    public Guid SaleId { get; private set; }

    /// <summary>Number of the sale's line.</summary>
    public int SaleLine { get; private set; }

    public Quantity Quantity { get; private set; }

    public Money Tax { get; private set; }

    public Money Total { get; private set; }

    /// <summary>Back on the shelf; otherwise written off.</summary>
    public bool Restock { get; private set; }
}

/// <summary>What a payment of the sale gives back.</summary>
internal sealed class ReversalPayment : ITenantRow
{
    private ReversalPayment() { }

    public ReversalPayment(Guid reversal, Guid sale, int payment, Money amount) =>
        (ReversalId, SaleId, Payment, Amount) = (reversal, sale, payment, amount);

    public TenantId TenantId { get; private set; }

    public Guid ReversalId { get; private set; }

    public Guid SaleId { get; private set; }

    /// <summary>Number of the sale's payment.</summary>
    public int Payment { get; private set; }

    public Money Amount { get; private set; }
}

/// <summary>What the documents of one sale come to together. Read only: the database adds each document to it.</summary>
internal sealed class ReversedSale : ITenantRow
{
    private ReversedSale() { }

    public TenantId TenantId { get; private set; }

    public Guid SaleId { get; private set; }

    public string Kind { get; private set; } = "";

    public Money Total { get; private set; }

    public Money Tax { get; private set; }

    public Money Rounding { get; private set; }

    public Quantity Quantity { get; private set; }

    public Quantity SoldQuantity { get; private set; }

    /// <summary>Nothing is left of the sale.</summary>
    public bool Whole => Quantity == SoldQuantity;

    public Money Due => Total + Rounding;
}

/// <summary>The ways a sale is put right.</summary>
internal static class ReversalKinds
{
    public const string Void = "void";
    public const string Refund = "refund";

    public static readonly IReadOnlyList<string> All = [Void, Refund];
}

internal sealed class ReversalTables
    : IEntityTypeConfiguration<Reversal>,
        IEntityTypeConfiguration<ReversalLine>,
        IEntityTypeConfiguration<ReversalPayment>,
        IEntityTypeConfiguration<ReversedSale>
{
    public void Configure(EntityTypeBuilder<Reversal> builder)
    {
        builder.ToTable("reversals").HasKey(r => new { r.TenantId, r.ReversalId });
        builder.Property(r => r.Total).HasColumnName("total_sen");
        builder.Property(r => r.Tax).HasColumnName("tax_sen");
        builder.Property(r => r.Rounding).HasColumnName("rounding_sen");
        builder.HasMany(r => r.Lines).WithOne().HasForeignKey(l => new { l.TenantId, l.ReversalId });
        builder.HasMany(r => r.Payments).WithOne().HasForeignKey(p => new { p.TenantId, p.ReversalId });
        builder.Ignore(r => r.Due).Ignore(r => r.Document).Ignore(r => r.IsVoid).Ignore(r => r.DocumentPath);
    }

    public void Configure(EntityTypeBuilder<ReversalLine> builder)
    {
        builder
            .ToTable("reversal_lines")
            .HasKey(l => new
            {
                l.TenantId,
                l.ReversalId,
                l.Line,
            });
        builder.Property(l => l.Tax).HasColumnName("tax_sen");
        builder.Property(l => l.Total).HasColumnName("total_sen");
    }

    public void Configure(EntityTypeBuilder<ReversalPayment> builder)
    {
        builder
            .ToTable("reversal_payments")
            .HasKey(p => new
            {
                p.TenantId,
                p.ReversalId,
                p.Payment,
            });
        builder.Property(p => p.Amount).HasColumnName("amount_sen");
    }

    public void Configure(EntityTypeBuilder<ReversedSale> builder)
    {
        builder.ToTable("reversed_sales").HasKey(r => new { r.TenantId, r.SaleId });
        builder.Property(r => r.Total).HasColumnName("total_sen");
        builder.Property(r => r.Tax).HasColumnName("tax_sen");
        builder.Property(r => r.Rounding).HasColumnName("rounding_sen");
        builder.HasOne<Sale>().WithOne(s => s.Reversed).HasForeignKey<ReversedSale>(r => new { r.TenantId, r.SaleId });
        builder.Ignore(r => r.Due).Ignore(r => r.Whole);
    }
}
