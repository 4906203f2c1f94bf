using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.Access;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Web;
using Npgsql;

namespace Niaga.Identity.Security;

/// <summary>
/// The business's sign-in rules: which roles need a second step, how long a sign-in may lie idle and last. Every owner is told.
/// </summary>
[Needs(PlatformPermissions.SecurityManage)]
[StepUp]
internal sealed class ChangeAccessPolicy(
    TenantSession session,
    Caller caller,
    AccessCache access,
    ModuleCatalog modules,
    AuditTrail audit,
    OwnerNotices notices,
    TimeProvider clock
) : UseCase<ChangeAccessPolicy, ChangeAccessPolicy.Input, Changed>
{
    /// <param name="SecondFactorRoles">Keys of roles of this business.</param>
    /// <param name="IdleMinutes">Null for the platform's own.</param>
    /// <param name="AbsoluteMinutes">Null for the platform's own.</param>
    /// <param name="Version">What was read; null for whatever is there.</param>
    public sealed record Input(IReadOnlyList<string>? SecondFactorRoles, int? IdleMinutes, int? AbsoluteMinutes, uint? Version = null);

    public override async Task<Outcome<Changed>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        if (input.IdleMinutes is < SignInRules.LeastIdle or > SignInRules.MostIdle)
            refusals.Add(SecurityErrors.MinutesOutOfRange(nameof(input.IdleMinutes), SignInRules.LeastIdle, SignInRules.MostIdle));
        if (input.AbsoluteMinutes is < SignInRules.LeastAbsolute or > SignInRules.MostAbsolute)
            refusals.Add(
                SecurityErrors.MinutesOutOfRange(nameof(input.AbsoluteMinutes), SignInRules.LeastAbsolute, SignInRules.MostAbsolute)
            );
        var roles = (input.SecondFactorRoles ?? []).Distinct(StringComparer.Ordinal).ToArray();
        if (roles.Except(await Offered(cancel), StringComparer.Ordinal).Any())
            refusals.Add(SecurityErrors.RoleUnknown());
        else if (caller.Session is { FactorAt: null } && await OwnRole(cancel) is { } own && roles.Contains(own))
            refusals.Add(SecurityErrors.OwnFactorFirst());
        if (Refusal.Of(refusals) is { } refused)
            return refused;

        var db = session.Open<IdentityDb>();
        var rules = await db.Set<SignInRules>().SingleOrDefaultAsync(cancel);
        if (rules is null ? input.Version is not null and not SignInRules.Unwritten : ETags.IsStale(db, rules, input.Version))
            return PlatformErrors.ChangedByAnother();
        if ((rules ?? new()).AreAlready(roles, input.IdleMinutes, input.AbsoluteMinutes))
            return new Changed(rules is null ? SignInRules.Unwritten : ETags.VersionOf(db, rules));

        var before = rules?.Now;
        if (rules is null)
            db.Add(rules = new());
        rules.Change(roles, input.IdleMinutes, input.AbsoluteMinutes, clock.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        audit.Record("platform.security_policy_changed", "platform.access_policy", session.Tenant, before, rules.Now);
        notices.Tell("security_policy_changed");
        access.ForgetAfter(session);
        return new Changed(ETags.VersionOf(db, rules));
    }

    /// <summary>Two wrote the first rules at once.</summary>
    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "access_policies_pkey" ? PlatformErrors.ChangedByAnother() : null;

    /// <summary>The roles this business can give: built in, of its modules, its own.</summary>
    private async Task<IReadOnlyList<string>> Offered(CancellationToken cancel)
    {
        var roles = modules
            .Roles.Where(r => r.Entitlement is null || caller.Entitlements.Contains(r.Entitlement))
            .Select(r => r.Key)
            .ToList();
        await using var ask = new NpgsqlCommand("SELECT 'custom.' || role_id FROM platform.roles WHERE tenant_id = $1", session.Connection)
        {
            Parameters = { new() { Value = session.Tenant.Value } },
        };
        await using var rows = await ask.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            roles.Add(rows.GetString(0));
        return roles;
    }

    private Task<string?> OwnRole(CancellationToken cancel) =>
        session
            .Open<IdentityDb>()
            .Set<Membership>()
            .Where(m => m.PersonId == caller.Person)
            .Select(m => m.Role)
            .SingleOrDefaultAsync(cancel);
}
