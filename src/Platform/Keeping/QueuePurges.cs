using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Platform.Keeping;

/// <summary>Nightly: a purge for every business, those too that are suspended or have ended.</summary>
internal sealed class QueuePurges(IServiceScopeFactory scopes, AllTenants tenants, TimeProvider clock) : IWorkHandler
{
    internal const string Kind = "platform.queue_purges";

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var key = $"purge {MalaysianTime.Day(clock.GetUtcNow()):O}";
        foreach (var tenant in (await tenants.List(null, cancel)).Where(t => t != TenantId.Platform))
        {
            await using var scope = scopes.CreateAsyncScope();
            var session = Purge.Enter(scope, tenant);
            var outbox = scope.ServiceProvider.GetRequiredService<Outbox>();
            await session.Begin(cancel);
            outbox.Add(PurgeBusiness.Kind, new { }, key);
            outbox.Write(session);
            await session.Commit(cancel);
        }
    }
}
