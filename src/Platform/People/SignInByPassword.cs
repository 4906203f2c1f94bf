using Microsoft.Extensions.Logging;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Platform.People;

/// <summary>Tells who an address and a password belong to. Wrong, unknown, locked and too often are one answer.</summary>
internal sealed class SignInByPassword(AccountFinder finder, AccountAttempts attempts, ILogger<SignInByPassword> log)
{
    public async Task<Outcome<Person>> Try(string? email, string? password, CancellationToken cancel)
    {
        if (!EmailAddress.TryParse(email, out var address) || string.IsNullOrEmpty(password) || password.Length > PasswordRules.MostLength) return PlatformErrors.SignInFailed();
        var allowed = attempts.Try(address);
        // Looked up even when there were too many, so that the time tells nothing.
        var person = await finder.ByPassword(address, password, cancel);
        if (person is not null && allowed) return person;
        log.LogWarning("A sign-in failed");
        return PlatformErrors.SignInFailed();
    }
}
