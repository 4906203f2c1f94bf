using System.Security.Cryptography;
using System.Text.Json;
using Niaga.Platform.Data;
using Niaga.Platform.Signing;
using Niaga.Platform.Values;

namespace Niaga.Platform.Keeping;

/// <summary>What was destroyed, in figures, dates and rules, under the deployment's signature.</summary>
internal sealed class PurgeCertificates(SigningKey key)
{
    /// <summary>What the signature stands under, word for word.</summary>
    /// <param name="Certificate">Its number in the business.</param>
    /// <param name="Business">The business.</param>
    /// <param name="Kind"><c>due</c>, or <c>again</c> after a restore.</param>
    /// <param name="Day">The day whose run it was.</param>
    /// <param name="StartedAt">When it began.</param>
    /// <param name="FinishedAt">When it ended.</param>
    /// <param name="Counts">Class by class and table by table.</param>
    /// <param name="Ledger">SHA-256 over the run's lines of the ledger, in order.</param>
    internal sealed record Content(
        long Certificate,
        string Business,
        string Kind,
        DateOnly Day,
        DateTimeOffset StartedAt,
        DateTimeOffset FinishedAt,
        IReadOnlyList<Figures> Counts,
        string Ledger
    );

    /// <param name="Class">By which rule.</param>
    /// <param name="Table">Of which table.</param>
    /// <param name="Period">Days or years of the rule; 0 for rows that went with others.</param>
    /// <param name="Listed">Due when the run began.</param>
    /// <param name="Purged">Destroyed.</param>
    /// <param name="Held">Kept back by a hold.</param>
    /// <param name="Needed">Kept because a later record needs them.</param>
    /// <param name="Changed">Restored or changed meanwhile.</param>
    internal sealed record Figures(string Class, string Table, int Period, long Listed, long Purged, long Held, long Needed, long Changed);

    /// <summary>Ends a run with its certificate, in the transaction.</summary>
    public async Task Issue(TenantSession session, Purge.Run run, DateTimeOffset now, CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        await session.Execute(
            $"""
            UPDATE platform.purge_counts SET changed = listed - purged - held - needed, closed = true
            WHERE tenant_id = {tenant} AND run_id = {run.Id} AND NOT closed
            """,
            cancel
        );
        var (kind, started, number) = (
            await session.Rows(
                $"""
                SELECT kind, started_at,
                    (SELECT coalesce(max(number), 0) + 1 FROM platform.purge_runs WHERE tenant_id = {tenant})
                FROM platform.purge_runs WHERE tenant_id = {tenant} AND run_id = {run.Id}
                """,
                row => (row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetInt64(2)),
                cancel
            )
        )[0];
        var counts = await session.Rows(
            $"""
            SELECT class, tbl, period, listed, purged, held, needed, changed FROM platform.purge_counts
            WHERE tenant_id = {tenant} AND run_id = {run.Id} ORDER BY class, tbl
            """,
            row => new Figures(
                row.GetString(0),
                row.GetString(1),
                row.GetInt32(2),
                row.GetInt64(3),
                row.GetInt64(4),
                row.GetInt64(5),
                row.GetInt64(6),
                row.GetInt64(7)
            ),
            cancel
        );
        var content = new Content(
            number,
            session.Tenant.ToString(),
            kind,
            run.Day,
            started,
            now,
            counts,
            await HashOf(session, run.Id, cancel)
        );
        var text = JsonSerializer.Serialize(content);
        await session.Execute(
            $"""
            UPDATE platform.purge_runs
            SET finished_at = {now}, number = {number}, certificate = {text}, signature = {key.Sign(text)}, key_id = {key.Id}
            WHERE tenant_id = {tenant} AND run_id = {run.Id}
            """,
            cancel
        );
    }

    /// <summary>SHA-256 of a run's lines in the ledger, as they stand there now.</summary>
    internal static async Task<string> HashOf(TenantSession session, Guid run, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await session.Rows(
            $"""
            SELECT tbl, key_hash FROM platform.deletion_ledger WHERE tenant_id = {session.Tenant.Value} AND run_id = {run}
            ORDER BY batch, tbl COLLATE "C", key_hash
            """,
            row =>
            {
                hash.AppendData(System.Text.Encoding.UTF8.GetBytes(row.GetString(0)));
                hash.AppendData(row.GetFieldValue<byte[]>(1));
                return 0;
            },
            cancel
        );
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
