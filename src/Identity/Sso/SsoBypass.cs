using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Identity.Sso;

/// <summary>
/// An owner came in past the business's own provider. The log has it once a day for each sign-in, on whichever nodes it is used.
/// </summary>
internal sealed class SsoBypass(IServiceScopeFactory scopes) : IDisposable
{
    private readonly MemoryCache noted = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    public async ValueTask Note(TenantId tenant, SignInState session, Origin origin, CancellationToken cancel)
    {
        if (noted.TryGetValue((tenant, session.Id), out _))
            return;

        await using var scope = scopes.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(tenant, null, []);
        caller.SetOrigin(origin);
        caller.Identify(session.Person, []);
        await RecordSsoBypass.Do(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), session.Id, cancel);
        noted.Set(
            (tenant, session.Id),
            true,
            new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) }
        );
    }

    public void Dispose() => noted.Dispose();
}
