using Niaga.Platform.Accounts;
using Niaga.Platform.Passwords;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Platform.People;

/// <summary>
/// Tells who an address and a password belong to. Wrong, unknown, locked and too often are one answer, after the same work, at the
/// same beat.
/// </summary>
internal sealed class SignInByPassword(AccountFinder finder, AttemptLimiter attempts, SignInFailures failures, FixedResponseTime pace)
{
    public Task<Outcome<Person>> Try(string? email, string? password, CancellationToken cancel) =>
        pace.Keep(() => Look(email, password, cancel), cancel);

    private async Task<Outcome<Person>> Look(string? email, string? password, CancellationToken cancel)
    {
        if (!EmailAddress.TryParse(email, out var address) || string.IsNullOrEmpty(password) || password.Length > PasswordRules.MostLength)
            return PlatformErrors.SignInFailed();

        var allowed = attempts.Try(address);
        // Looked up even when there were too many, so that the time tells nothing.
        var tried = await finder.ByPassword(address, password, cancel);
        if (tried.Opened is { } person && allowed)
            return person;

        await failures.Note(tried, tooOften: !allowed, signingUp: false, cancel);
        return PlatformErrors.SignInFailed();
    }
}
