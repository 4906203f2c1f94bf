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

    /// <summary>From one branch to another.</summary>
    Moved,
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

    /// <summary>The branch stock lies at: the one that is asked for, if it is open and the caller's, else the first such.</summary>
    private const string Place = "trade.branch_at($1, $3)";

    private const string LevelsSql = $"""
        SELECT l.item_id, l.on_hand, l.location_id, l.counted FROM trade.stock_levels l
        WHERE l.tenant_id = $1 AND l.item_id = ANY ($2)
            AND l.location_id = {Place}
        ORDER BY l.item_id
        """;

    private const string ElsewhereSql = $"""
        SELECT l.item_id, b.name, l.on_hand FROM trade.stock_levels l
            JOIN trade.branches b ON b.tenant_id = l.tenant_id AND b.branch_id = l.location_id AND b.archived_at IS NULL
        WHERE l.tenant_id = $1 AND l.item_id = ANY ($2) AND l.on_hand > 0
            AND l.location_id <> {Place}
        ORDER BY l.item_id, l.on_hand DESC, b.place
        """;

    /// <summary>
    /// Writes movements at a branch; within a use case's transaction. Items are locked in one order, so two never deadlock.
    /// </summary>
    /// <param name="movements">What moves.</param>
    /// <param name="at">A branch that <see cref="BranchOf"/> answered.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task Move(IReadOnlyCollection<StockMovement> movements, Guid at, CancellationToken cancel)
    {
        if (movements.Count == 0)
            return;

        await using var batch = new NpgsqlBatch(session.Connection) { BatchCommands = { Moving(movements, at) } };
        await batch.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>
    /// The levels of items at a branch: (item_id, on_hand in thousandths, location_id, counted); an item that never moved
    /// has no row. For a batch that reads more.
    /// </summary>
    /// <param name="items">Which items.</param>
    /// <param name="forUpdate">Locks them, in one order, until the transaction ends: what they say stays true.</param>
    /// <param name="wanted">Which branch, as in <see cref="Branch"/>.</param>
    public NpgsqlBatchCommand Levels(Guid[] items, bool forUpdate, Guid? wanted) =>
        new(forUpdate ? LevelsSql + " FOR NO KEY UPDATE OF l" : LevelsSql)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value },
                new NpgsqlParameter<Guid[]> { TypedValue = items },
                Nullable(wanted ?? caller.WorksAt),
            },
        };

    /// <summary>
    /// What of items lies at the other open branches the caller may see: (item_id, name of the branch, on_hand in thousandths), where most
    /// lies first. For a batch that reads more.
    /// </summary>
    /// <param name="items">Which items.</param>
    /// <param name="wanted">The branch that is not meant, as in <see cref="Branch"/>.</param>
    public NpgsqlBatchCommand Elsewhere(Guid[] items, Guid? wanted) =>
        new(ElsewhereSql)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value },
                new NpgsqlParameter<Guid[]> { TypedValue = items },
                Nullable(wanted ?? caller.WorksAt),
            },
        };

    /// <summary>
    /// The branch stock moves at: one row, null where the one that was asked for is not there, closed or not the caller's. For a batch that
    /// reads more.
    /// </summary>
    /// <param name="wanted">The branch somebody named; null for where the caller works, else the first there is for them.</param>
    public NpgsqlBatchCommand Branch(Guid? wanted) =>
        new("SELECT b.id FROM trade.branch_at($1, $2) AS b (id) WHERE $3::uuid IS NULL OR b.id = $3")
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value },
                Nullable(wanted ?? caller.WorksAt),
                Nullable(wanted),
            },
        };

    /// <summary>As <see cref="Branch"/>, within a use case's transaction.</summary>
    public async Task<Guid?> BranchOf(Guid? wanted, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch { BatchCommands = { Branch(wanted) } };
        await using var rows = await session.Read(batch, cancel);
        return await rows.ReadAsync(cancel) && !rows.IsDBNull(0) ? rows.GetGuid(0) : null;
    }

    /// <summary>The first open place of a member, for what is done later in their name; null where they have none.</summary>
    public async Task<Guid?> BranchOfMember(Guid person, CancellationToken cancel) =>
        (
            await session.Rows(
                $"""
                SELECT b.branch_id FROM trade.branches b
                LEFT JOIN platform.memberships m ON m.tenant_id = b.tenant_id AND m.person_id = {person}
                WHERE b.tenant_id = {session.Tenant.Value} AND b.archived_at IS NULL
                    AND (m.branches IS NULL OR b.branch_id = ANY (m.branches))
                ORDER BY b.place LIMIT 1
                """,
                row => (Guid?)row.GetGuid(0),
                cancel
            )
        ).FirstOrDefault();

    private static NpgsqlParameter Nullable(Guid? id) => new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };

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
}
