using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Platform.Keeping;

/// <summary>Nightly, and after a hold is released: destroys what is due in one business, some thousand rows at a turn.</summary>
internal sealed class PurgeBusiness(TenantSession session, Purge purge, Outbox outbox, TimeProvider clock) : IWorkHandler
{
    internal const string Kind = "platform.purge";

    private const int BatchesAtOnce = 100;

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        // In transactions of its own: what is destroyed stays destroyed, whatever becomes of this turn.
        if (!await purge.Work(session.Tenant, MalaysianTime.Day(clock.GetUtcNow()), BatchesAtOnce, cancel))
            outbox.Add(Kind, new { });
    }
}
