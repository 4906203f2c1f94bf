using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Scim;

/// <summary>One user, as a directory sees them.</summary>
[Needs(PlatformPermissions.MembersProvision)]
internal sealed class FindScimUser(ScimUsers users) : UseCase<FindScimUser, Guid, ScimUser>
{
    public override async Task<Outcome<ScimUser>> Run(Guid input, CancellationToken cancel) =>
        await users.Find(input, locked: false, cancel) is { } user ? user : PlatformErrors.NotFound();
}
