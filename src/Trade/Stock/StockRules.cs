using Niaga.Platform.Data;
using Npgsql;

namespace Niaga.Trade.Stock;

/// <summary>What happens when more is sold than the level of a counted item shows.</summary>
public enum BelowZeroRule
{
    /// <summary>The sale stands, the seller is told, and the item is listed for a count.</summary>
    Warn,

    /// <summary>Somebody in charge agrees first.</summary>
    Supervisor,

    /// <summary>No sale; the database refuses it too.</summary>
    Refuse,
}

/// <summary>What the business says about its stock.</summary>
public sealed class StockRules(TenantSession session)
{
    /// <summary>The rule now; <see cref="BelowZeroRule.Warn"/> where the business never chose. Within a use case's transaction.</summary>
    public async Task<BelowZeroRule> BelowZero(CancellationToken cancel)
    {
        await using var read = new NpgsqlCommand("SELECT below_zero FROM trade.stock_rules WHERE tenant_id = $1", session.Connection);
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        return Parse((string?)await read.ExecuteScalarAsync(cancel));
    }

    /// <summary>Chooses the rule; within a use case's transaction.</summary>
    public async Task Choose(BelowZeroRule rule, CancellationToken cancel)
    {
        await using var write = new NpgsqlCommand(
            """
            INSERT INTO trade.stock_rules (tenant_id, below_zero) VALUES ($1, $2)
            ON CONFLICT (tenant_id) DO UPDATE SET below_zero = excluded.below_zero
            """,
            session.Connection
        );
        write.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        write.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Key(rule) });
        await write.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>As the database and the API write it: <c>warn</c>, <c>supervisor</c> or <c>refuse</c>.</summary>
    public static string Key(BelowZeroRule rule) => rule.ToString().ToLowerInvariant();

    /// <returns><see cref="BelowZeroRule.Warn"/> where nothing was chosen.</returns>
    public static BelowZeroRule Parse(string? key) => TryParse(key, out var rule) ? rule : BelowZeroRule.Warn;

    /// <returns>False for what is none of the three keys.</returns>
    public static bool TryParse(string? key, out BelowZeroRule rule)
    {
        (var known, rule) = key switch
        {
            "warn" => (true, BelowZeroRule.Warn),
            "supervisor" => (true, BelowZeroRule.Supervisor),
            "refuse" => (true, BelowZeroRule.Refuse),
            _ => (false, BelowZeroRule.Warn),
        };
        return known;
    }
}
