using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Identity.Members;

/// <summary>Who set a PIN here, and whether one is right.</summary>
internal sealed class SupervisorPins(
    TenantSession session,
    MemberList members,
    UseCaseRunner runner,
    IHttpContextAccessor context,
    TimeProvider clock
)
{
    /// <summary>What modules see of it.</summary>
    public Supervisors ForModules() => new(List, Approve);

    /// <summary>Active members who may do it themselves and have a PIN, by name.</summary>
    public async Task<IReadOnlyList<Supervisors.Supervisor>> List(string permission, CancellationToken cancel)
    {
        var with = await session.Open<IdentityDb>().Set<SupervisorPin>().Select(p => p.PersonId).ToListAsync(cancel);
        if (with.Count == 0)
            return [];

        return
        [
            .. (await members.Members(cancel))
                .Where(m => m.Active && m.Role?.Permissions.Contains(permission) == true && with.Contains(m.Person))
                .Select(m => new Supervisors.Supervisor(m.Person, m.Name)),
        ];
    }

    /// <summary>Whether this member agrees. A wrong PIN is counted; too many lock it for minutes.</summary>
    public async Task<Outcome<Done>> Approve(PersonId supervisor, string pin, string permission, CancellationToken cancel)
    {
        // A scanned code or a slip, nobody's guess: not counted, or a scanner would lock the supervisor out.
        if (!SupervisorPin.IsShaped(pin.Trim()))
            return MemberErrors.PinWrong();

        if (!(await ApproveByPin.Do(runner, new(supervisor, pin.Trim(), permission), cancel)).Succeeded(out var answer, out var refusal))
            return refusal;

        if (answer.Agrees)
            return default(Done);
        if (answer.LockedUntil is not { } until)
            return MemberErrors.PinWrong();

        var left = until - clock.GetUtcNow();
        context
            .HttpContext
            ?.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(left.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return MemberErrors.PinLocked(Math.Max(1, (int)Math.Ceiling(left.TotalMinutes)));
    }

    /// <summary>When a member set their PIN here; null when they have none.</summary>
    public async Task<DateTimeOffset?> PinSetAt(PersonId person, CancellationToken cancel) =>
        await session
            .Open<IdentityDb>()
            .Set<SupervisorPin>()
            .Where(p => p.PersonId == person)
            .Select(p => (DateTimeOffset?)p.SetAt)
            .FirstOrDefaultAsync(cancel);
}
