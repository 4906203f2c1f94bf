using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Scim;

/// <summary>The users a directory asks for.</summary>
[Needs(PlatformPermissions.MembersProvision)]
internal sealed class ListScimUsers(ScimUsers users) : UseCase<ListScimUsers, ListScimUsers.Input, ListScimUsers.Found>
{
    /// <summary>Users of one answer.</summary>
    public const int Most = 200;

    public sealed record Input(ScimFilter Filter, int Skip, int Take);

    public sealed record Found(IReadOnlyList<ScimUser> Users, int Total);

    public override async Task<Outcome<Found>> Run(Input input, CancellationToken cancel)
    {
        var (found, total) = await users.List(input.Filter, input.Skip, input.Take, cancel);
        return new Found(found, total);
    }
}
