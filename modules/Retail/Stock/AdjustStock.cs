using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Retail.Products;
using Niaga.Retail.Stock.Levels;
using Niaga.Trade.Branches;
using Niaga.Trade.Stock;
using Npgsql;

namespace Niaga.Retail.Stock;

/// <summary>Corrects the level of one product, by what was counted or by a difference, and says why. Answers the level now.</summary>
[Needs(Permissions.StockChange)]
internal sealed class AdjustStock(TenantSession session, StockLedger ledger, LowStock low, AuditTrail audit)
    : UseCase<AdjustStock, AdjustStock.Input, Quantity>
{
    /// <param name="Counted">What lies on the shelf, as typed; or null.</param>
    /// <param name="Difference">What came (or, negative, went), as typed; or null.</param>
    /// <param name="Reason">Required.</param>
    /// <param name="Branch">Where; null for where the caller works.</param>
    public sealed record Input(Guid ProductId, string? Counted, string? Difference, string? Reason, Guid? Branch = null);

    public override async Task<Outcome<Quantity>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var (counted, difference) = Read(input, refusals);
        var reason = SingleLineText.Read(input.Reason, nameof(input.Reason), TypedInput.LongestNote, refusals);
        if (reason is null)
            refusals.Add(PlatformErrors.Required(nameof(input.Reason)));
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        if (await Hold(input.ProductId, cancel) is not { } product)
            return Errors.ProductNotFound();
        if (!product.TrackStock)
            return Errors.StockNotTracked(product.Name);

        if (await ledger.BranchOf(input.Branch, cancel) is not { } branch)
            return BranchErrors.NotFound();
        var (level, known) = await Level(input.ProductId, branch, cancel);
        var by = counted is { } count ? count - level : difference!.Value;
        // More than there is can break or go missing only where nobody knows how much there is.
        if (by.IsNegative && (level + by).IsNegative && known)
            return Errors.StockBelowZero(product.Name, level);

        var kind = counted is null ? StockMovementKind.Adjusted : StockMovementKind.Counted;
        await ledger.Move([new(input.ProductId, by, kind, reason)], branch, cancel);
        await low.Look([input.ProductId], branch, cancel);
        audit.Record(
            "retail.stock_adjusted",
            ProductAudit.Subject,
            input.ProductId,
            new { level },
            new
            {
                level = level + by,
                counted = counted is not null,
                reason,
            }
        );
        return level + by;
    }

    private static (Quantity? Counted, Quantity? Difference) Read(Input input, List<Refusal> refusals)
    {
        if (!string.IsNullOrWhiteSpace(input.Difference) && string.IsNullOrWhiteSpace(input.Counted))
        {
            var difference = TypedInput.Quantity(input.Difference, nameof(input.Difference), refusals);
            if (difference is { IsZero: true })
                refusals.Add(Errors.QuantityInvalid(nameof(input.Difference)));
            return (null, difference);
        }
        if (!string.IsNullOrWhiteSpace(input.Difference))
            refusals.Add(Errors.CountOrDifference());
        var counted = TypedInput.Quantity(input.Counted, nameof(input.Counted), refusals);
        if (counted is { IsNegative: true })
            refusals.Add(Errors.QuantityInvalid(nameof(input.Counted)));
        return (counted, null);
    }

    /// <summary>The product's row, so that of two counts at once the second sees the first.</summary>
    private async Task<(string Name, bool TrackStock)?> Hold(Guid product, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "SELECT name, track_stock FROM retail.products WHERE tenant_id = $1 AND product_id = $2 FOR NO KEY UPDATE",
            session.Connection
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = product });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        return await rows.ReadAsync(cancel) ? (rows.GetString(0), rows.GetBoolean(1)) : null;
    }

    /// <summary>The level, locked until the movement is written: a sale in between would make the difference wrong.</summary>
    private async Task<(Quantity Level, bool Counted)> Level(Guid product, Guid branch, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "SELECT on_hand, counted FROM trade.stock_levels WHERE tenant_id = $1 AND item_id = $2 AND location_id = $3 FOR UPDATE",
            session.Connection
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = product });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = branch });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var (level, counted) = (Quantity.Zero, false);
        while (await rows.ReadAsync(cancel))
            (level, counted) = (level + new Quantity(rows.GetInt64(0)), counted || rows.GetBoolean(1));
        return (level, counted);
    }
}
