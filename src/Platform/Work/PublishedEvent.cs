using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Work;

/// <summary>An event on its way to the webhooks that ask for it.</summary>
/// <param name="Key">The event's key.</param>
/// <param name="Data">What is told, as JSON.</param>
/// <param name="At">When it happened.</param>
internal sealed record PublishedEvent(string Key, string Data, DateTimeOffset At)
{
    /// <summary>One statement: who asks, the event where somebody does, a delivery to each.</summary>
    private const string Sql = """
        WITH asking AS (
            SELECT webhook_id FROM platform.webhooks
            WHERE tenant_id = $1 AND state = 'on' AND removed_at IS NULL AND events @> ARRAY[$3]
        ), event AS (
            INSERT INTO platform.webhook_events (tenant_id, event_id, type, at, data)
            SELECT $1, $2, $3, $4, $5 WHERE EXISTS (SELECT FROM asking)
        )
        INSERT INTO platform.webhook_deliveries (tenant_id, delivery_id, webhook_id, event_id, state, due_at, created_at)
        SELECT $1, uuidv7(), webhook_id, $2, 'waiting', $4, $4 FROM asking
        """;

    public NpgsqlBatchCommand ToWrite(TenantId tenant) =>
        new(Sql)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = tenant.Value },
                new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7(At) },
                new NpgsqlParameter<string> { TypedValue = Key },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = At },
                new NpgsqlParameter<string> { TypedValue = Data },
            },
        };
}
