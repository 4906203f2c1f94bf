using Niaga.Platform;
using Niaga.Platform.Modules;
using Niaga.Platform.People;
using Niaga.Platform.Tenants;

namespace Niaga.Site.Frame;

/// <summary>
/// What the frame around a workspace page shows: the business, the person, where they may go. Warm it asks the database nothing.
/// </summary>
internal sealed class WorkspaceFrame(Caller caller, AccessCache access, PersonSummaries people, ModuleCatalog modules)
{
    /// <summary>Null outside a workspace: on the platform's pages and for a visitor.</summary>
    public async ValueTask<Workspace?> Find(CancellationToken cancel)
    {
        if (caller is not { Tenant: { } tenant, Person: { } person, Slug: { } slug } || caller.Permissions.Count == 0)
            return null;

        var business = (await access.Find(tenant, cancel))!;
        var face = await people.Find(person, cancel);
        var others = face.Tenants.Any(t => t != tenant) ? await Businesses(person, face.Tenants, cancel) : [];
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

    private async Task<IReadOnlyList<BusinessLink>> Businesses(PersonId person, IReadOnlyList<TenantId> tenants, CancellationToken cancel)
    {
        var links = new List<BusinessLink>();
        foreach (var tenant in tenants)
        {
            if (
                await access.Find(tenant, cancel) is { Status: "active" or "suspended" } business
                && await access.FindMember(business, person, cancel) is { } member
            )
                links.Add(new(business.Name, business.Slug.Value, member.Role));
        }
        return [.. links.OrderBy(l => l.Name, StringComparer.CurrentCultureIgnoreCase)];
    }
}
