using Niaga.Identity.Attempts;
using Niaga.Identity.Passwords;
using Niaga.Identity.People;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Identity.Accounts;

/// <summary>
/// Tells who an address and a password belong to. Wrong, unknown, locked and too often are one answer, after the same work, at the
/// same interval.
/// </summary>
internal sealed class SignInByPassword(
    PasswordAttempt attempt,
    AttemptLimiter attempts,
    SignInFailures failures,
    FixedResponseTime responseTime
)
{
    public Task<Outcome<Person>> Try(string? email, string? password, CancellationToken cancel) =>
        responseTime.Run(() => Look(email, password, cancel), cancel);

    private async Task<Outcome<Person>> Look(string? email, string? password, CancellationToken cancel)
    {
        if (!EmailAddress.TryParse(email, out var address) || string.IsNullOrEmpty(password) || password.Length > PasswordRules.MostLength)
            return PlatformErrors.SignInFailed();

        var allowed = attempts.Try(address);
        // Looked up even when there were too many, so that the time tells nothing.
        var tried = await attempt.Make(address, password, cancel);
        if (tried.Opened is { } person && allowed)
            return person;

        await failures.Note(tried, tooOften: !allowed, signingUp: false, cancel);
        return PlatformErrors.SignInFailed();
    }
}
