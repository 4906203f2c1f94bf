using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Data;
using Niaga.Platform.Work;
using Niaga.Site.Reports;

namespace Niaga.Testing;

/// <summary>What the schedule of mailed reports does at six in the morning.</summary>
internal static class ReportMorning
{
    /// <summary>In one shop, now.</summary>
    public static async Task Of(TestBusiness business)
    {
        await using var scope = business.Act();
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(CancellationToken.None);
        await scope
            .ServiceProvider.GetRequiredService<DueReportMails>()
            .Handle(new(Guid.CreateVersion7(), DueReportMails.Kind, 1, "{}"), CancellationToken.None);
        scope.ServiceProvider.GetRequiredService<Outbox>().Write(session);
        await session.Commit(CancellationToken.None);
    }

    /// <inheritdoc cref="DueReportMails.IsDue"/>
    public static bool IsDue(string rhythm, DateOnly today, DayOfWeek first) => DueReportMails.IsDue(rhythm, today, first);
}
