using Niaga.Identity.Access;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.Notifications;
using Niaga.Platform.Tenants;
using Niaga.Trade.Branches;

namespace Niaga.Site.Frame;

/// <summary>
/// What the frame around a workspace page shows: the business, the person, where they may go. Warm it asks the database nothing.
/// </summary>
internal sealed class WorkspaceFrame(
    Caller caller,
    AccessCache access,
    PersonSummaries people,
    BusinessesOfPerson businesses,
    ModuleCatalog modules,
    UnreadNotifications unread,
    BranchList branches
)
{
    /// <summary>Where somebody on a page of their own came from: their businesses.</summary>
    public async ValueTask<IReadOnlyList<BusinessLink>> BusinessesOfCaller(CancellationToken cancel) =>
        caller.Person is { } person ? await businesses.List(person, (await people.Find(person, cancel)).Tenants, cancel) : [];

    /// <summary>Null outside a workspace: on the platform's pages and for a visitor.</summary>
    public async ValueTask<Workspace?> Find(CancellationToken cancel)
    {
        if (caller is not { Tenant: { } tenant, Person: { } person, Slug: { } slug } || caller.Permissions.Count == 0)
            return null;

        var business = (await access.Find(tenant, cancel))!;
        var face = await people.Find(person, cancel);
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
        )
        {
            Unread = await unread.Count(
                tenant,
                person,
                modules.Notifications(caller.Permissions, caller.Entitlements),
                modules.InForce(caller.Permissions, caller.Entitlements),
                cancel
            ),
            Branches = branches.Frame(cancel),
        };
    }
}
