using Niaga.Host.Database;
using Niaga.Platform.Callers;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Host.Tenants;

/// <summary>The operator's hand on a business's lifecycle, audited.</summary>
internal static class TenantStatus
{
    /// <exception cref="PrerequisiteMissing">There is no way from its status to that one.</exception>
    public static async Task Change(IServiceProvider services, TenantId tenant, string to, string reason)
    {
        await using var scope = services.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(tenant, null, []);
        caller.SetOrigin(Origin.Operator);
        var outcome = await ChangeTenantStatus.Do(
            scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
            new(to, reason),
            CancellationToken.None
        );
        if (!outcome.Succeeded(out _, out var refusal))
            throw new PrerequisiteMissing(services.GetRequiredService<TextCatalog>().Get(Language.English, refusal));
    }
}
