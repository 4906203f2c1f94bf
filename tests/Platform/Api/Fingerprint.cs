using Niaga.Testing;
using Npgsql;

namespace Niaga.Platform.Tests.Api;

/// <summary>
/// What stands in the database, short: rows of each table and the sum of their versions, so that a change shows as well as a row.
/// </summary>
internal sealed class Fingerprint : IAsyncDisposable
{
    // Idempotency keys, the log and its seals, who was shown to a reader, work and its ticks, notices on their way out, how far an
    // archive is, where a key was used from, move by themselves; a failed sign-in is counted on the person.
    private const string Moving =
        "'idempotency_keys', 'audit_entries', 'audit_seals', 'audit_pending', 'disclosed_subjects', 'work_items', 'work_queue', "
        + "'webhook_queue', 'notification_deliveries', 'schedule_ticks', 'people', 'api_key_places', 'archives'";

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlCommand question;

    private Fingerprint(NpgsqlConnection connection, NpgsqlCommand question) => (this.connection, this.question) = (connection, question);

    public static async Task<Fingerprint> Of(NiagaApp app)
    {
        var connection = await app.Connect("postgres");
        await using var list = new NpgsqlCommand(
            $"""
            SELECT string_agg(format('SELECT %L || count(*) || ''/'' || coalesce(sum(xmin::text::bigint), 0) AS t FROM %I.%I',
                relname || '=', nspname, relname), ' UNION ALL ')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema') AND relname NOT IN ({Moving})
            """,
            connection
        );
        var tables = (string)(await list.ExecuteScalarAsync())!;
        var question = new NpgsqlCommand(
            $"SELECT string_agg(t, ' ' ORDER BY t) || (SELECT ' people=' || count(*) FROM platform.people) FROM ({tables}) AS all_tables",
            connection
        );
        // Over every table, planning takes longer than answering.
        await question.PrepareAsync();
        return new(connection, question);
    }

    public async Task<string> Take() => (string)(await question.ExecuteScalarAsync())!;

    public async ValueTask DisposeAsync()
    {
        await question.DisposeAsync();
        await connection.DisposeAsync();
    }
}
