using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;

namespace Niaga.Identity.Members;

/// <summary>At which places of the business somebody may be said to work, and by whom; null is everywhere.</summary>
internal sealed class WorkingPlaces(BusinessBranches all)
{
    /// <summary>Whether somebody who sees some places reaches whoever sees others.</summary>
    public static bool Reach(Guid[]? own, Guid[]? others) => own is null || (others is not null && others.All(own.Contains));

    /// <summary>Each once, in one order, so that two choices of the same are equal.</summary>
    public static Guid[]? Tidy(IEnumerable<Guid>? chosen) => chosen is null ? null : [.. chosen.Distinct().Order()];

    /// <summary>Why the caller may not let somebody of a role work at these, or null.</summary>
    public async Task<Refusal?> Refuse(Membership own, string role, Guid[]? chosen, CancellationToken cancel)
    {
        if (chosen is not null)
        {
            if (role == BuiltInRoles.Owner)
                return MemberErrors.OwnerEverywhere();

            var known = (await all.All(cancel)).ToDictionary(b => b.Id, b => b.IsOpen);
            if (!chosen.All(known.ContainsKey))
                return MemberErrors.BranchesUnknown();
            if (!chosen.Any(b => known[b]))
                return MemberErrors.BranchesNone();
        }
        return Reach(own.Branches, chosen) ? null : MemberErrors.BeyondYourBranches();
    }

    /// <summary>As the log keeps them: names, since a place may be called otherwise later; null is everywhere.</summary>
    public async Task<string[]?> Names(Guid[]? branches, CancellationToken cancel) =>
        branches is null ? null : [.. (await all.All(cancel)).Where(b => branches.Contains(b.Id)).Select(b => b.Name)];
}
