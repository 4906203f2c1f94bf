using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Retail.Stock.Levels;
using Npgsql;

namespace Niaga.Retail.Stock;

/// <summary>Takes a move back, once: what came goes where it came from. Refused where it is not there any more, as any move.</summary>
[Needs(Permissions.StockChange)]
internal sealed class MoveStockBack(TenantSession session, StockMove move) : UseCase<MoveStockBack, Guid, StockMove.Done>
{
    public override async Task<Outcome<StockMove.Done>> Run(Guid transfer, CancellationToken cancel)
    {
        var came = await session.Rows(
            $"""
            SELECT m.item_id, m.location_id, m.other_location_id, m.quantity, m.reason FROM trade.stock_movements m
            WHERE m.tenant_id = {session.Tenant.Value} AND m.source_id = {transfer} AND m.source = {StockSources.Transfer}
                AND m.kind = 'moved' AND m.quantity > 0
            ORDER BY m.item_id
            """,
            row =>
                (
                    Item: row.GetGuid(0),
                    At: row.GetGuid(1),
                    From: row.GetGuid(2),
                    Quantity: new Quantity(row.GetInt64(3)),
                    Note: row.IsDBNull(4) ? null : row.GetString(4)
                ),
            cancel
        );
        if (came.Count == 0)
            return Errors.TransferNotFound();

        var lines = came.Select((m, i) => new StockMove.Line(m.Item, m.Quantity, i)).ToArray();
        return await move.Act(new(transfer, StockSources.TransferBack, came[0].At, came[0].From, lines, came[0].Note, true), cancel);
    }

    public override Refusal? Explain(PostgresException violation, Guid transfer) => StockMove.Explain(violation);
}
