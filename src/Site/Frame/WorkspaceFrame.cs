using Microsoft.EntityFrameworkCore;
using Niaga.Platform;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.People;
using Niaga.Platform.Tenants;

namespace Niaga.Site.Frame;

/// <summary>What the frame around a workspace page shows: the business, the person, where they may go.</summary>
internal sealed class WorkspaceFrame(Caller caller, TenantSession session, BusinessesOfPerson businesses, ModuleCatalog modules)
{
    /// <summary>Null outside a workspace: on the platform's pages and for a visitor. Two reads side by side, a third for who works in several businesses.</summary>
    public async Task<Workspace?> Find(CancellationToken cancel)
    {
        if (caller is not { Tenant: { } tenant, Person: { } person, Slug: { } slug } || caller.Permissions.Count == 0)
            return null;

        var looking = businesses.Look(person, cancel);
        var business = await session.Open<PlatformDb>().Businesses.Select(b => new { b.Name, b.LogoFileId }).SingleAsync(cancel);
        var face = await looking;
        var others = face.Tenants.Any(t => t != tenant) ? await businesses.List(person, face.Tenants, cancel) : [];
        return new(
            business.Name,
            slug.Value,
            business.LogoFileId is { } logo ? $"logo/{logo}" : null,
            face.Name,
            face.Email,
            face.EmailConfirmed,
            modules.Navigation(caller.Permissions, caller.Entitlements),
            others
        );
    }
}
