using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Identity.Members;

/// <summary>
/// A supervisor agrees, by their PIN, to what the caller may not do by themself. Wrong PINs are counted, so they are answered rather
/// than refused: a refusal rolls the transaction back, and the count with it.
/// </summary>
[SignedIn]
internal sealed class ApproveByPin(
    TenantSession session,
    RoleCatalog roles,
    SupervisorPinHasher hasher,
    AuditTrail audit,
    Caller caller,
    TimeProvider clock
) : UseCase<ApproveByPin, ApproveByPin.Input, ApproveByPin.Answer>
{
    /// <param name="Supervisor">Who is said to agree.</param>
    /// <param name="Pin">As typed.</param>
    /// <param name="Permission">What they must be allowed to do themself.</param>
    public sealed record Input(PersonId Supervisor, string Pin, string Permission);

    /// <param name="Agrees">Whether the PIN is right.</param>
    /// <param name="LockedUntil">When it may be tried again; null when it may be at once.</param>
    public sealed record Answer(bool Agrees, DateTimeOffset? LockedUntil = null);

    private static readonly Answer Right = new(true);
    private static readonly Answer Wrong = new(false);

    public override async Task<Outcome<Answer>> Run(Input input, CancellationToken cancel)
    {
        if (!SupervisorPin.IsShaped(input.Pin) || input.Supervisor == caller.Person)
            return Wrong;
        if (await ReadForUpdate(input.Supervisor, cancel) is not { } pin || !await May(input.Supervisor, input.Permission, cancel))
            return Wrong;

        var now = clock.GetUtcNow();
        if (pin.IsLocked(now))
            return new Answer(false, pin.LockedUntil);

        var found = hasher.Verify(session.Tenant, input.Supervisor, pin.PinHash, input.Pin);
        if (found != PasswordVerificationResult.Failed)
        {
            pin.Pass();
            if (found == PasswordVerificationResult.SuccessRehashNeeded)
                pin.Rehash(hasher.Hash(session.Tenant, input.Supervisor, input.Pin));
            return Right;
        }
        var locked = pin.Fail(now);
        audit.Record("platform.supervisor_pin_failed", "platform.person", input.Supervisor);
        if (locked)
        {
            audit.Record(
                "platform.supervisor_pin_locked",
                "platform.person",
                input.Supervisor,
                after: new { Minutes = (int)SupervisorPin.LockoutDuration.TotalMinutes }
            );
        }
        return new Answer(false, pin.LockedUntil);
    }

    /// <summary>The same request after the lock is another try.</summary>
    public override bool IsFinal(Answer result) => result.LockedUntil is null;

    /// <summary>Held until the transaction ends: of many guesses at once each is counted.</summary>
    private async Task<SupervisorPin?> ReadForUpdate(PersonId person, CancellationToken cancel)
    {
        var db = session.Open<IdentityDb>();
        return await db.Set<SupervisorPin>()
            .FromSql(
                $"""
                SELECT * FROM platform.supervisor_pins WHERE tenant_id = {db.Tenant.Value} AND person_id = {person.Value} FOR UPDATE
                """
            )
            .SingleOrDefaultAsync(cancel);
    }

    private async Task<bool> May(PersonId person, string permission, CancellationToken cancel) =>
        await session.Open<IdentityDb>().Set<Membership>().AsNoTracking().FirstOrDefaultAsync(m => m.PersonId == person, cancel)
            is { } place
        && place.IsActive
        && await roles.Find(place.Role, cancel) is { } role
        && role.Permissions.Contains(permission);
}
