using Niaga.Testing.Rows;
using Npgsql;

namespace Niaga.Isolation.Sql;

/// <summary>What an attempt led to.</summary>
/// <param name="Error">SQLSTATE, or null when it was let through.</param>
/// <param name="Tenants">Whose rows were seen.</param>
/// <param name="Affected">Rows written.</param>
internal sealed record Answer(string? Error, string Message, List<string> Tenants, int Affected, bool Locked);

/// <summary>One connection of an attacker; each attempt in a transaction of its own.</summary>
internal sealed class Runner(NpgsqlConnection connection) : IAsyncDisposable
{
    public async Task<Answer> Try(Attempt attempt, string? tenant, string? person, bool commit, Func<Task<bool>>? free = null)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        try
        {
            if (tenant is not null)
                await connection.Run(
                    $"""
                    SELECT set_config('app.tenant_id', {Database.Literal(
                        tenant
                    )}, true), set_config('app.branches', '*', true), set_config('app.person_id',
                    {Database.Literal(person)}, true)
                    """
                );
            var answer = await Execute(attempt);
            if (free is not null)
                answer = answer with { Locked = !await free() };
            // What got through is taken back, so that one leak does not hide or fake the next.
            if (commit && attempt.Act != "truncate" && answer is { Affected: <= 0, Locked: false })
                await transaction.CommitAsync();
            else
                await transaction.RollbackAsync();
            return answer;
        }
        catch (PostgresException e)
        {
            return new(e.SqlState, e.MessageText, [], 0, false);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<Answer> Execute(Attempt attempt)
    {
        switch (attempt.Way)
        {
            case Way.Query:
                return new(null, "", [.. (await connection.Rows(attempt.Sql)).Select(r => r[0]!)], 0, false);
            case Way.CopyOut:
                using (var reader = await connection.BeginTextExportAsync(attempt.Sql))
                {
                    return new(null, "", [.. (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)], 0, false);
                }
            case Way.CopyIn:
                await using (var writer = await connection.BeginTextImportAsync(attempt.Sql))
                    await writer.WriteAsync(attempt.Data);
                return new(null, "", [], 1, false);
            default:
                return new(null, "", [], await connection.Run(attempt.Sql), false);
        }
    }
}

/// <summary>
/// Count and hash of every row that is not the attacker's, over all tables that know tenants; a rewritten row counts as changed.
/// </summary>
internal static class Fingerprint
{
    public static string Of(Catalog catalog, Guid attacker, params string[] without) =>
        "SELECT md5(string_agg(part, '|' ORDER BY part)) FROM ("
        + string.Join(
            " UNION ALL ",
            catalog
                .WithTenant.Where(t => !without.Contains(t.Name))
                .Select(t =>
                    $"""
                        SELECT '{t.Name} ' || count(*) || ' ' || md5(coalesce(string_agg(md5(r::text || r.xmin::text), ''
                        ORDER BY md5(r::text || r.xmin::text)), '')) AS part FROM {t.Name} r WHERE tenant_id <> '{attacker}'
                        """
                )
        )
        + ") parts";
}
