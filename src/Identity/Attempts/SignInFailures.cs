using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Identity.Attempts;

/// <summary>Hands a failed sign-in to the background. In the request it is one line written, whoever the address belongs to.</summary>
internal sealed class SignInFailures(IServiceScopeFactory scopes, Caller caller)
{
    /// <param name="tried">What was tried, and what came of it.</param>
    /// <param name="tooOften">The limit of tries was reached.</param>
    /// <param name="signingUp">Somebody signs up: an address without an account is no failure then.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task Note(PasswordAttempt.Outcome tried, bool tooOften, bool signingUp, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var there = scope.ServiceProvider.GetRequiredService<Caller>();
        there.Enter(TenantId.Platform, null, []);
        there.SetOrigin(caller.Origin);
        var input = new RecordSignInFailure.Input([.. tried.Candidates], [.. tried.Locked], [.. tried.LockedNow], tooOften, signingUp);
        await RecordSignInFailure.Do(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), input, cancel);
    }
}
