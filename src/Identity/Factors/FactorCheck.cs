using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Niaga.Identity.Attempts;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Platform.Values;

namespace Niaga.Identity.Factors;

/// <summary>What a person gives as their second step: one of these.</summary>
/// <param name="Code">Six digits of the authenticator app.</param>
/// <param name="RecoveryCode">One of the ten.</param>
/// <param name="Passkey">A passkey's answer.</param>
public sealed record GivenFactor(string? Code = null, string? RecoveryCode = null, PasskeyAnswer? Passkey = null);

/// <summary>
/// Checks a second step within the running use case. The person's row stays locked meanwhile, so that a hundred guesses at once count
/// as a hundred; wrong ones count towards the same lockout as wrong passwords.
/// </summary>
internal sealed class FactorCheck(
    PeopleDb people,
    UserManager<Person> accounts,
    FactorState factors,
    RecoveryCodes codes,
    Passkeys passkeys,
    PersonEvents events,
    AccountLockout wrong,
    TimeProvider clock
)
{
    /// <param name="id">Who claims to be here.</param>
    /// <param name="given">What they give.</param>
    /// <param name="purpose">What a passkey's answer must be for.</param>
    /// <param name="session">The sign-in a passkey's answer must be for, or null before there is one.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>Whether it is right; wrong, used before and locked are one answer.</returns>
    public async Task<bool> Passes(PersonId id, GivenFactor given, PasskeyPurpose purpose, Guid? session, CancellationToken cancel)
    {
        if (await factors.ReadForUpdate(id, cancel) is not { } person)
            return false;
        // The lockout is against guessing, and a passkey cannot be guessed: somebody else's wrong passwords must not lock its owner out.
        var locked = given.Passkey is null && await accounts.IsLockedOutAsync(person);
        if (!locked && await IsRight(person, given, purpose, session, cancel))
        {
            if (person.AccessFailedCount > 0)
                await accounts.ResetAccessFailedCountAsync(person);
            return true;
        }
        if (locked && !await wrong.IsFirstBehindLock(person, cancel))
            return false;
        if (given.Passkey is null && !locked)
            await wrong.Count(person);
        events.Note(
            id,
            "platform.second_factor_failed",
            new
            {
                Means = given switch
                {
                    { Passkey: not null } => "passkey",
                    { RecoveryCode: not null } => "recovery_code",
                    _ => "code",
                },
            }
        );
        return false;
    }

    /// <summary>A code whose time step is later than the last one's: each opens once, also when two posts of it come together.</summary>
    internal async Task<bool> Takes(Person person, long step, CancellationToken cancel) =>
        await people
            .Of(person)
            .Database.ExecuteSqlAsync(
                $"""
                UPDATE platform.people SET authenticator_step = {step}
                WHERE id = {person.Id} AND (authenticator_step IS NULL OR authenticator_step < {step})
                """,
                cancel
            ) == 1;

    private async Task<bool> IsRight(Person person, GivenFactor given, PasskeyPurpose purpose, Guid? session, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (given.Passkey is { } answer)
            return await passkeys.Assert(answer, purpose, person.PersonId, session, cancel) is not null;
        if (given.RecoveryCode is { } recovery)
        {
            if (!await codes.Redeem(person.PersonId, recovery, now, cancel))
                return false;

            events.Note(person.PersonId, "platform.recovery_code_used", new { Left = await codes.Left(person.PersonId, cancel) });
            return true;
        }
        if (!person.TwoFactorEnabled)
            return false;

        return AuthenticatorKey.StepOf(await accounts.GetAuthenticatorKeyAsync(person), given.Code, now) is { } step
            && await Takes(person, step, cancel);
    }
}
