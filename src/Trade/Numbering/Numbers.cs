using Niaga.Platform.Data;
using Npgsql;

namespace Niaga.Trade.Numbering;

/// <summary>
/// Gap-free document numbers: 1, 2, 3 … per business and series. The counter row stays locked until the transaction ends and rolls
/// back with it, so take the number last.
/// </summary>
public sealed class Numbers(TenantSession session)
{
    /// <summary>
    /// SQL function (tenant, series) → number, for an insert that numbers its own row: the counter is locked from there to the
    /// end of the transaction.
    /// </summary>
    public const string NextFunction = "trade.next_number";

    /// <summary>Takes the next number of a series, such as <c>retail.receipt</c>; within a use case's transaction.</summary>
    public Task<long> Next(string series, CancellationToken cancel) => Take(series, 1, cancel);

    /// <summary>Takes the next numbers of a series at once: one statement and one version of the counter, however many.</summary>
    /// <returns>The first of them.</returns>
    public async Task<long> Take(string series, int count, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO trade.number_counters AS c (tenant_id, series, last) VALUES ($1, $2, $3)
            ON CONFLICT (tenant_id, series) DO UPDATE SET last = c.last + excluded.last
            RETURNING last
            """,
            session.Connection
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = series });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = count });
        return (long)(await command.ExecuteScalarAsync(cancel))! - count + 1;
    }
}
