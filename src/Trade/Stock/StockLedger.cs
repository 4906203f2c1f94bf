using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Trade.Stock;

/// <summary>A change of stock to be written: level = Σ movements.</summary>
/// <param name="ItemId">What is kept in stock: a product's id.</param>
/// <param name="Quantity">Positive comes in, negative goes out; zero only where an opening or a count says so.</param>
/// <param name="Kind">How it came about.</param>
/// <param name="Reason">Why; required for an adjustment.</param>
/// <param name="Source">Kind of document it belongs to, such as <c>retail.sale</c>.</param>
/// <param name="SourceId">Which document.</param>
/// <param name="UnitCost">What a unit cost, where goods came in.</param>
public sealed record StockMovement(
    Guid ItemId,
    Quantity Quantity,
    StockMovementKind Kind,
    string? Reason = null,
    string? Source = null,
    Guid? SourceId = null,
    Money? UnitCost = null
);

/// <summary>How stock changed.</summary>
public enum StockMovementKind
{
    Opening,
    Received,

    /// <summary>Somebody counted: the quantity is the difference to what was expected.</summary>
    Counted,
    Adjusted,
    Sold,
    Returned,
}

/// <summary>
/// The only way stock changes. The database adds a movement to its level. Where the business refuses to sell below zero
/// (<see cref="BelowZeroRule.Refuse"/>) it refuses that (<see cref="NotEnough"/>), so parallel sales cannot oversell.
/// </summary>
public sealed class StockLedger(TenantSession session, Caller caller, TimeProvider clock)
{
    /// <summary>
    /// Name of the constraint that the trigger raises when there is not enough and the business refuses to go below zero.
    /// </summary>
    public const string NotEnough = "stock_levels_not_negative";

    /// <summary>Name of the constraint that a movement violates when it would take what is reserved.</summary>
    public const string Reserved = "stock_levels_keep_reserved";

    /// <summary>Name of the place every business starts with.</summary>
    public const string MainLocation = "Main";

    private const string LevelsSql = """
        SELECT l.item_id, l.on_hand, l.location_id, l.counted FROM trade.stock_levels l
        WHERE l.tenant_id = $1 AND l.item_id = ANY ($2)
            AND l.location_id = (SELECT m.location_id FROM trade.stock_locations m WHERE m.tenant_id = $1 AND m.name = $3)
        ORDER BY l.item_id
        """;

    /// <summary>
    /// Writes movements at the main location; within a use case's transaction. Items are locked in one order, so two never deadlock.
    /// </summary>
    public async Task Move(IReadOnlyCollection<StockMovement> movements, CancellationToken cancel)
    {
        if (movements.Count == 0)
            return;

        await using var batch = new NpgsqlBatch(session.Connection) { BatchCommands = { Moving(movements, await MainLocationId(cancel)) } };
        await batch.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>
    /// The levels of items at the main location: (item_id, on_hand in thousandths, location_id, counted); an item that never moved
    /// has no row. For a batch that reads more.
    /// </summary>
    /// <param name="items">Which items.</param>
    /// <param name="forUpdate">Locks them, in one order, until the transaction ends: what they say stays true.</param>
    public NpgsqlBatchCommand Levels(Guid[] items, bool forUpdate) =>
        new(forUpdate ? LevelsSql + " FOR NO KEY UPDATE OF l" : LevelsSql)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value },
                new NpgsqlParameter<Guid[]> { TypedValue = items },
                new NpgsqlParameter<string> { TypedValue = MainLocation },
            },
        };

    /// <summary>Writes movements at a location <see cref="Levels"/> answered; for a batch that writes more.</summary>
    public NpgsqlBatchCommand Moving(IReadOnlyCollection<StockMovement> movements, Guid location)
    {
        var ordered = movements.OrderBy(m => m.ItemId).ToArray();
        var now = clock.GetUtcNow();
        return new(
            """
            INSERT INTO trade.stock_movements (tenant_id, movement_id, item_id, location_id, quantity, kind, reason, source, source_id,
                unit_cost_sen, person_id, at)
            SELECT $1, m.id, m.item, $2, m.quantity, m.kind, m.reason, m.source, m.source_id, m.cost, $11, $12
            FROM unnest($3, $4, $5, $6, $7, $8, $9, $10) WITH ORDINALITY AS m (id, item, quantity, kind, reason, source, source_id,
                cost, place)
            ORDER BY m.item, m.place
            """
        )
        {
            Parameters =
            {
                new() { Value = session.Tenant.Value },
                new() { Value = location },
                new() { Value = ordered.Select(_ => Guid.CreateVersion7(now)).ToArray() },
                new() { Value = ordered.Select(m => m.ItemId).ToArray() },
                new() { Value = ordered.Select(m => m.Quantity.Thousandths).ToArray() },
                new() { Value = ordered.Select(m => m.Kind.ToString().ToLowerInvariant()).ToArray() },
                new() { Value = ordered.Select(m => m.Reason).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = ordered.Select(m => m.Source).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = ordered.Select(m => m.SourceId).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
                new() { Value = ordered.Select(m => m.UnitCost?.Sen).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                new() { Value = (object?)caller.Person?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = now },
            },
        };
    }

    /// <summary>The main location, made the first time stock moves; within a use case's transaction.</summary>
    public async Task<Guid> MainLocationId(CancellationToken cancel)
    {
        await using var find = new NpgsqlCommand(
            "SELECT location_id FROM trade.stock_locations WHERE tenant_id = $1 AND name = $2",
            session.Connection
        );
        find.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = MainLocation });
        if (await find.ExecuteScalarAsync(cancel) is Guid known)
            return known;

        await using var make = new NpgsqlCommand(
            """
            INSERT INTO trade.stock_locations (tenant_id, location_id, name) VALUES ($1, $2, $3)
            ON CONFLICT ON CONSTRAINT stock_locations_name_unique DO NOTHING
            """,
            session.Connection
        );
        make.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        make.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() });
        make.Parameters.Add(new NpgsqlParameter<string> { TypedValue = MainLocation });
        await make.ExecuteNonQueryAsync(cancel);
        // Another transaction may have made it first; its row is visible once the conflict has been waited for.
        return (Guid)(await find.ExecuteScalarAsync(cancel))!;
    }
}
