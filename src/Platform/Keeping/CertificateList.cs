using System.Text.Json;
using Niaga.Platform.Data;
using Niaga.Platform.Signing;

namespace Niaga.Platform.Keeping;

/// <summary>Certificates of what was destroyed, and whether each still holds.</summary>
public sealed class CertificateList(TenantSession session, SigningKey key)
{
    /// <param name="Id">Of the run.</param>
    /// <param name="Number">In the business, from 1.</param>
    /// <param name="Day">The day whose run it was.</param>
    /// <param name="FinishedAt">When it ended.</param>
    /// <param name="Purged">Records destroyed.</param>
    public sealed record Row(Guid Id, long Number, DateOnly Day, DateTimeOffset FinishedAt, long Purged);

    /// <param name="Class">By which rule.</param>
    /// <param name="Table">Schema and name.</param>
    /// <param name="Listed">Due when the run began.</param>
    /// <param name="Purged">Destroyed.</param>
    /// <param name="Held">Kept back by a hold.</param>
    /// <param name="Needed">Kept because a later record needs them.</param>
    /// <param name="Changed">Restored or changed meanwhile.</param>
    public sealed record Line(string Class, string Table, long Listed, long Purged, long Held, long Needed, long Changed);

    /// <param name="Id">Of the run.</param>
    /// <param name="Number">In the business, from 1.</param>
    /// <param name="Again">Destroyed again after a restore.</param>
    /// <param name="Day">The day whose run it was.</param>
    /// <param name="StartedAt">When it began.</param>
    /// <param name="FinishedAt">When it ended.</param>
    /// <param name="Lines">Class by class and table by table.</param>
    /// <param name="Ledger">SHA-256 of its part of the ledger.</param>
    /// <param name="KeyId">Which key signed.</param>
    /// <param name="Signature">In hexadecimal digits.</param>
    public sealed record Certificate(
        Guid Id,
        long Number,
        bool Again,
        DateOnly Day,
        DateTimeOffset StartedAt,
        DateTimeOffset FinishedAt,
        IReadOnlyList<Line> Lines,
        string Ledger,
        string KeyId,
        string Signature
    );

    /// <summary>Whether a certificate holds.</summary>
    public enum Check
    {
        /// <summary>Signed by this deployment, and the ledger says the same.</summary>
        Holds,

        /// <summary>Its text or its signature was changed.</summary>
        SignatureWrong,

        /// <summary>Lines of the ledger are not as they were signed.</summary>
        LedgerChanged,

        /// <summary>The key that signed it is not in the folder of keys.</summary>
        KeyMissing,
    }

    public const int Most = 500;

    public Task<List<Row>> All(CancellationToken cancel) =>
        session.Rows(
            $"""
            SELECT r.run_id, r.number, r.day, r.finished_at, (SELECT coalesce(sum(c.purged), 0)::bigint FROM platform.purge_counts c
                WHERE c.tenant_id = r.tenant_id AND c.run_id = r.run_id)
            FROM platform.purge_runs r WHERE r.tenant_id = {session.Tenant.Value} AND r.finished_at IS NOT NULL
            ORDER BY r.number DESC LIMIT {Most}
            """,
            row => new Row(
                row.GetGuid(0),
                row.GetInt64(1),
                row.GetFieldValue<DateOnly>(2),
                row.GetFieldValue<DateTimeOffset>(3),
                row.GetInt64(4)
            ),
            cancel
        );

    public async Task<Certificate?> Find(Guid run, CancellationToken cancel) =>
        await Signed(run, cancel) is { } signed ? Shown(run, signed) : null;

    /// <summary>Checks the signature, and the ledger against it.</summary>
    public async Task<Check?> Verify(Guid run, CancellationToken cancel)
    {
        if (await Signed(run, cancel) is not { } signed)
            return null;
        if (key.Holds(signed.Text, signed.Signature, signed.KeyId) is not { } holds)
            return Check.KeyMissing;
        if (!holds)
            return Check.SignatureWrong;

        return await PurgeCertificates.HashOf(session, run, cancel) == Content(signed.Text).Ledger ? Check.Holds : Check.LedgerChanged;
    }

    private sealed record Stored(string Text, byte[] Signature, string KeyId);

    private async Task<Stored?> Signed(Guid run, CancellationToken cancel) =>
        (
            await session.Rows(
                $"""
                SELECT certificate, signature, key_id FROM platform.purge_runs
                WHERE tenant_id = {session.Tenant.Value} AND run_id = {run} AND finished_at IS NOT NULL
                """,
                row => new Stored(row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetString(2)),
                cancel
            )
        ).FirstOrDefault();

    private static Certificate Shown(Guid run, Stored signed)
    {
        var content = Content(signed.Text);
        return new(
            run,
            content.Certificate,
            content.Kind == "again",
            content.Day,
            content.StartedAt,
            content.FinishedAt,
            [.. content.Counts.Select(c => new Line(c.Class, c.Table, c.Listed, c.Purged, c.Held, c.Needed, c.Changed))],
            content.Ledger,
            signed.KeyId,
            Convert.ToHexStringLower(signed.Signature)
        );
    }

    private static PurgeCertificates.Content Content(string text) => JsonSerializer.Deserialize<PurgeCertificates.Content>(text)!;
}
