using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Trade.Stock;

/// <summary>How much of an item lies at a location. Read only: <see cref="StockLedger"/> changes it.</summary>
public sealed class StockLevel : ITenantRow
{
    private StockLevel() { }

    public TenantId TenantId { get; private set; }

    public Guid ItemId { get; private set; }

    public Guid LocationId { get; private set; }

    /// <summary>In thousandths of the unit, so that a query can add them up.</summary>
    public long Thousandths { get; private set; }

    /// <summary>Whether somebody said how much there is: until then the level is only what moved.</summary>
    public bool Counted { get; private set; }
}

/// <summary>A movement as the ledger keeps it. Read only.</summary>
public sealed class StockEntry : ITenantRow
{
    private StockEntry() { }

    public TenantId TenantId { get; private set; }

    public Guid MovementId { get; private set; }

    public Guid ItemId { get; private set; }

    /// <summary>The branch.</summary>
    public Guid LocationId { get; private set; }

    /// <summary>Of what moved between branches, the other one; null of all else.</summary>
    public Guid? OtherLocationId { get; private set; }

    /// <summary>Positive came in, negative went out.</summary>
    public Quantity Quantity { get; private set; }

    /// <summary>A <see cref="StockMovementKind"/> in lower case.</summary>
    public string Kind { get; private set; } = "";

    public string? Reason { get; private set; }

    public string? Source { get; private set; }

    public Guid? SourceId { get; private set; }

    public Money? UnitCost { get; private set; }

    public PersonId? PersonId { get; private set; }

    public DateTimeOffset At { get; private set; }
}

/// <summary>What the business chose about its stock; no row where it never chose. Read only: <see cref="StockRules"/> changes it.</summary>
public sealed class StockRule : ITenantRow
{
    private StockRule() { }

    public TenantId TenantId { get; private set; }

    /// <summary>Key of a <see cref="BelowZeroRule"/>.</summary>
    public string BelowZero { get; private set; } = "";
}

/// <summary>Lets a module's context join its own items with the ledger's rows.</summary>
public static class StockTables
{
    /// <summary>Adds <see cref="StockLevel"/>, <see cref="StockEntry"/> and <see cref="StockRule"/> to a module's model.</summary>
    public static void Describe(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Entity<StockLevel>(l =>
        {
            l.ToTable("stock_levels", "trade");
            l.HasKey(x => new
            {
                x.TenantId,
                x.ItemId,
                x.LocationId,
            });
            l.Property(x => x.Thousandths).HasColumnName("on_hand");
        });
        model.Entity<StockEntry>(m =>
        {
            m.ToTable("stock_movements", "trade");
            m.HasKey(x => new { x.TenantId, x.MovementId });
            m.Property(x => x.UnitCost).HasColumnName("unit_cost_sen");
        });
        model.Entity<StockRule>(r =>
        {
            r.ToTable("stock_rules", "trade");
            r.HasKey(x => x.TenantId);
        });
    }
}
