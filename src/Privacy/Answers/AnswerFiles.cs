using Niaga.Platform.Data;
using Niaga.Platform.Files;

namespace Niaga.Privacy.Answers;

/// <summary>Takes files of answers away: the row that says who fetched what and when stays. Within a transaction.</summary>
internal sealed class AnswerFiles(TenantSession session, TenantFiles files, TimeProvider clock)
{
    /// <param name="request">Whose, expired or not; null for all that have expired.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task Clear(Guid? request, CancellationToken cancel)
    {
        var (tenant, now) = (session.Tenant.Value, clock.GetUtcNow());
        var gone = await session.Rows(
            $"""
            UPDATE privacy.answers a SET file_id = NULL, expires_at = least(a.expires_at, {now})
            FROM privacy.answers was
            WHERE a.tenant_id = {tenant} AND was.tenant_id = {tenant} AND was.answer_id = a.answer_id AND was.file_id IS NOT NULL
                AND CASE WHEN {request}::uuid IS NULL THEN a.expires_at < {now} ELSE a.request_id = {request}::uuid END
            RETURNING was.file_id
            """,
            row => row.GetGuid(0),
            cancel
        );
        foreach (var file in gone)
            await files.Forget(file, cancel);
    }
}
