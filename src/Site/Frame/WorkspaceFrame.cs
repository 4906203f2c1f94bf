using Microsoft.EntityFrameworkCore;
using Niaga.Platform;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.People;
using Niaga.Platform.Tenants;

namespace Niaga.Site.Frame;

/// <summary>What the frame around a workspace page shows: the business, the person, where they may go.</summary>
internal sealed class WorkspaceFrame(Caller caller, TenantSession session, PeopleDb people, BusinessesOfPerson businesses, ModuleCatalog modules)
{
    /// <summary>Null outside a workspace: on the platform's pages and for a visitor.</summary>
    public async Task<Workspace?> Find(CancellationToken cancel)
    {
        if (caller is not { Tenant: not null, Person: { } person, Slug: { } slug } || caller.Permissions.Count == 0) return null;
        var business = await session.Open<PlatformDb>().Businesses.Select(b => new { b.Name, b.LogoFileId }).SingleAsync(cancel);
        var who = await people.Users.Where(p => p.Id == person.Value).Select(p => new { p.DisplayName, p.Email }).SingleAsync(cancel);
        return new(
            business.Name, slug.Value, business.LogoFileId is { } logo ? $"logo/{logo}" : null, who.DisplayName, who.Email!,
            modules.Navigation(caller.Permissions, caller.Entitlements), await businesses.List(person, cancel));
    }
}
