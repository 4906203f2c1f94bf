using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Work;

namespace Niaga.Privacy.Breaches;

/// <summary>A day before a notice is due, and when it is: whoever manages privacy is told, unless it was given meanwhile.</summary>
internal sealed class TellDueBreach(PrivacyDb db, BreachSteps steps) : IWorkHandler
{
    public const string Kind = "privacy.tell_due_breach";

    public const string Notice = "privacy.breach_due";

    /// <param name="Breach">Which.</param>
    internal sealed record Asked(Guid Breach);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var id = item.Payload<Asked>().Breach;
        if (await db.Set<Breach>().AsNoTracking().FirstOrDefaultAsync(b => b.BreachId == id, cancel) is not { ClosedAt: null } breach)
            return;

        if (breach.Clock.Next is { } due)
            steps.Tell(id, breach.Number, breach.CommissionerToldAt is null, due);
    }
}
