using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Trade.Stock;

/// <summary>How much of an item moves.</summary>
public sealed record MovedItem(Guid ItemId, Quantity Quantity);

/// <summary>
/// Stock from one branch to another: each item goes out there and comes in here by one statement, which the database holds. Levels are
/// locked by item and then by branch, so that moves both ways round and sales never wait for each other in a ring.
/// </summary>
public sealed class StockTransfers(TenantSession session, Caller caller, TimeProvider clock)
{
    /// <summary>Name of the index that a second move by the same document violates.</summary>
    public const string MovedOnce = "stock_movements_moved_once";

    /// <summary>Name of the constraint that the trigger raises where what goes out does not come in.</summary>
    public const string Balanced = "stock_movements_moved_balanced";

    /// <summary>
    /// Names of branches that are open and the caller's, by id, held open until the transaction ends: whoever archives one meanwhile waits,
    /// then sees what was moved there.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, string>> Hold(Guid from, Guid to, CancellationToken cancel)
    {
        var open = await session.Rows(
            $"""
            SELECT b.branch_id, b.name FROM trade.branches b
            WHERE b.tenant_id = {session.Tenant.Value} AND b.branch_id IN ({from}, {to}) AND b.archived_at IS NULL
            ORDER BY b.branch_id FOR SHARE
            """,
            row => (Id: row.GetGuid(0), Name: row.GetString(1)),
            cancel
        );
        return open.Where(b => caller.Sees(b.Id)).ToDictionary(b => b.Id, b => b.Name);
    }

    /// <summary>What lies at the branch it leaves; both levels are locked until the end. What never moved is not in it.</summary>
    public async Task<IReadOnlyDictionary<Guid, (Quantity OnHand, bool Counted)>> Levels(
        Guid[] items,
        Guid from,
        Guid to,
        CancellationToken cancel
    )
    {
        var levels = await session.Rows(
            $"""
            SELECT l.item_id, l.location_id, l.on_hand, l.counted FROM trade.stock_levels l
            WHERE l.tenant_id = {session.Tenant.Value} AND l.item_id = ANY ({items}) AND l.location_id IN ({from}, {to})
            ORDER BY l.item_id, l.location_id FOR NO KEY UPDATE
            """,
            row => (Item: row.GetGuid(0), At: row.GetGuid(1), OnHand: new Quantity(row.GetInt64(2)), Counted: row.GetBoolean(3)),
            cancel
        );
        return levels.Where(l => l.At == from).ToDictionary(l => l.Item, l => (l.OnHand, l.Counted));
    }

    /// <summary>Writes both halves of each; within a use case's transaction.</summary>
    /// <param name="items">Each item once.</param>
    /// <param name="from">A branch that <see cref="Hold"/> answered.</param>
    /// <param name="to">Another.</param>
    /// <param name="source">Kind of document.</param>
    /// <param name="id">Which document.</param>
    /// <param name="note">What somebody said of it, or null.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task Move(
        IReadOnlyList<MovedItem> items,
        Guid from,
        Guid to,
        string source,
        Guid id,
        string? note,
        CancellationToken cancel
    )
    {
        Guid[] ids = [.. items.Select(i => i.ItemId)];
        long[] quantities = [.. items.Select(i => i.Quantity.Thousandths)];
        await session.Execute(
            $"""
            INSERT INTO trade.stock_movements (tenant_id, movement_id, item_id, location_id, other_location_id, quantity, kind, reason,
                source, source_id, person_id, at)
            SELECT {session.Tenant.Value}, uuidv7(), m.item, h.here, h.there, h.sign * m.quantity, 'moved', {note}::text, {source}, {id},
                {caller.Person?.Value}::uuid, {clock.GetUtcNow()}
            FROM unnest({ids}, {quantities}) AS m (item, quantity)
            CROSS JOIN (VALUES ({from}, {to}, -1), ({to}, {from}, 1)) AS h (here, there, sign)
            ORDER BY m.item, h.here
            """,
            cancel
        );
    }
}
