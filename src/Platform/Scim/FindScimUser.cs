using Niaga.Contract;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Scim;

/// <summary>One user, as a directory sees them.</summary>
[Needs(PlatformPermissions.MembersProvision)]
internal sealed class FindScimUser(ScimUsers users) : UseCase<FindScimUser, Guid, ScimUser>
{
    public override async Task<Outcome<ScimUser>> Run(Guid input, CancellationToken cancel) =>
        await users.Find(input, locked: false, cancel) is { } user ? user : PlatformErrors.NotFound();
}
