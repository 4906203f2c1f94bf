using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Site.Reports;

/// <summary>Where somebody reads mail, and in which language.</summary>
internal sealed class ReportReaders(TenantSession session)
{
    internal sealed record Reader(string Name, string Email, string? Language);

    /// <summary>Null for who has no address that they confirmed.</summary>
    public async Task<Reader?> Find(PersonId person, CancellationToken cancel) =>
        (
            await session.Rows(
                $"""
                SELECT display_name, email, language FROM platform.known_people
                WHERE tenant_id = {session.Tenant.Value} AND person_id = {person.Value} AND email IS NOT NULL AND email_confirmed
                """,
                row => new Reader(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)),
                cancel
            )
        ).FirstOrDefault();
}
