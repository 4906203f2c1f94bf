using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;

namespace Niaga.Platform.Reports;

/// <summary>Which reports the caller gets by mail.</summary>
public sealed class ReportMails(TenantSession session, Caller caller)
{
    /// <summary>Every rhythm, in the order in which people are asked. Names: <c>report.rhythm.{key}</c>.</summary>
    public static IReadOnlyList<string> Rhythms => ReportMail.Rhythms;

    /// <summary>How often; null for never.</summary>
    public async Task<string?> RhythmOf(Report report, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (caller.Person is not { } person)
            return null;

        return await session
            .Open<PlatformDb>()
            .Set<ReportMail>()
            .Where(m => m.PersonId == person && m.Report == report.Key)
            .Select(m => m.Rhythm)
            .FirstOrDefaultAsync(cancel);
    }
}
