using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;

namespace Niaga.Platform.Upgrades;

/// <summary>Before the first request: what lies plain is encrypted, business by business. Stopped, it goes on at the next start.</summary>
internal sealed class PlainRowSealer(
    AllTenants tenants,
    IEnumerable<PlainRows> kinds,
    IServiceScopeFactory scopes,
    ILogger<PlainRowSealer> log
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in await tenants.List(null, cancellationToken))
        {
            var rows = 0;
            foreach (var kind in kinds)
            {
                int some;
                do
                {
                    await using var scope = scopes.CreateAsyncScope();
                    var caller = scope.ServiceProvider.GetRequiredService<Caller>();
                    caller.Enter(tenant, null, []);
                    caller.SetOrigin(Origin.Operator);
                    some = await kind.SealSome(scope.ServiceProvider, cancellationToken);
                    rows += some;
                } while (some > 0);
            }
            if (rows > 0)
                log.LogInformation("{Rows} rows of {Tenant} that lay plain are encrypted", rows, tenant);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
