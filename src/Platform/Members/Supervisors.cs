using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Platform.People;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Members;

/// <summary>Members whose word lets somebody else do what they may not by themself.</summary>
public sealed class Supervisors
{
    private readonly TenantSession session;
    private readonly MemberList members;
    private readonly UseCaseRunner runner;

    internal Supervisors(TenantSession session, MemberList members, UseCaseRunner runner) =>
        (this.session, this.members, this.runner) = (session, members, runner);

    /// <param name="Person">Who.</param>
    /// <param name="Name">How they call themselves.</param>
    public sealed record Supervisor(PersonId Person, string Name);

    /// <summary>Active members who may do it themselves and have a PIN, by name.</summary>
    public async Task<IReadOnlyList<Supervisor>> List(string permission, CancellationToken cancel)
    {
        var with = await session.Open<PlatformDb>().Set<SupervisorPin>().Select(p => p.PersonId).ToListAsync(cancel);
        if (with.Count == 0)
            return [];

        return
        [
            .. (await members.Members(cancel))
                .Where(m => m.Active && m.Role?.Permissions.Contains(permission) == true && with.Contains(m.Person))
                .Select(m => new Supervisor(m.Person, m.Name)),
        ];
    }

    /// <summary>Whether this member agrees. A wrong PIN is counted; too many lock it for minutes.</summary>
    public async Task<Outcome<Done>> Approve(PersonId supervisor, string pin, string permission, CancellationToken cancel)
    {
        if (!(await ApproveByPin.Do(runner, new(supervisor, pin.Trim(), permission), cancel)).Succeeded(out var answer, out var refusal))
            return refusal;

        return answer switch
        {
            ApproveByPin.Answer.Right => default(Done),
            ApproveByPin.Answer.Locked => MemberErrors.PinLocked((int)SupervisorPin.Lock.TotalMinutes),
            _ => MemberErrors.PinWrong(),
        };
    }

    /// <summary>When a member set their PIN here; null when they have none.</summary>
    internal async Task<DateTimeOffset?> PinSetAt(PersonId person, CancellationToken cancel) =>
        await session
            .Open<PlatformDb>()
            .Set<SupervisorPin>()
            .Where(p => p.PersonId == person)
            .Select(p => (DateTimeOffset?)p.SetAt)
            .FirstOrDefaultAsync(cancel);
}
