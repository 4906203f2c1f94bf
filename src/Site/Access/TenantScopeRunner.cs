using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Site.Access;

/// <summary>
/// Runs a use case that belongs to no business of this address: behind the platform's own lock, or that of a business about to be.
/// The request's own caller stays what the address says.
/// </summary>
internal sealed class TenantScopeRunner(IServiceScopeFactory scopes, Caller caller)
{
    /// <param name="tenant">Behind whose lock.</param>
    /// <param name="act">The use case, run as the same person from the same place.</param>
    /// <param name="person">Who acts, where that is only now becoming known; null for the signed-in person.</param>
    public async Task<Outcome<T>> Do<T>(TenantId tenant, Func<UseCaseRunner, Task<Outcome<T>>> act, PersonId? person = null)
    {
        await using var scope = scopes.CreateAsyncScope();
        var there = scope.ServiceProvider.GetRequiredService<Caller>();
        there.Enter(tenant, null, []);
        there.SetOrigin(caller.Origin);
        there.SetSession(caller.Session);
        if ((person ?? caller.Person) is { } actor)
            there.Identify(actor, []);
        return await act(scope.ServiceProvider.GetRequiredService<UseCaseRunner>());
    }
}
