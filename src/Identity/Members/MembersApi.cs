using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Identity.Members;

/// <summary>
/// <c>/api/v1/members</c>. What gives access asks for a fresh proof of identity, so an API key reads and suspends, and no more.
/// </summary>
internal static class MembersApi
{
    /// <summary>A member of the business.</summary>
    /// <param name="PersonId">Their id.</param>
    /// <param name="Name" example="Nur Aisyah">Display name.</param>
    /// <param name="Email" example="aisyah@kedai.my">Address of their account.</param>
    /// <param name="Role" example="retail.cashier">Key of their role, as `GET /api/v1/roles` lists it.</param>
    /// <param name="Status" example="active">`active`, or `suspended`: the place is kept but opens nothing.</param>
    /// <param name="JoinedAt">When they joined.</param>
    /// <param name="SecondFactor" example="true">Whether they have a second factor.</param>
    /// <param name="Branches">Ids of the branches whose records they see; null for all.</param>
    public sealed record MemberView(
        Guid PersonId,
        string Name,
        string Email,
        string Role,
        string Status,
        DateTimeOffset JoinedAt,
        bool SecondFactor,
        IReadOnlyList<Guid>? Branches
    );

    /// <summary>What to change of a member: one of the two at a time.</summary>
    /// <param name="Role" example="staff">Key of the role they are to have.</param>
    /// <param name="Status">`suspended`, or `active` to open the business to them again.</param>
    public sealed record MemberChange(string? Role = null, string? Status = null);

    /// <summary>Where a member works: one of the two.</summary>
    /// <param name="All" example="false">True for every branch, those to come too.</param>
    /// <param name="Branches">Ids of the branches whose records they see from now on, one of them open.</param>
    public sealed record MemberBranches(bool? All = null, IReadOnlyList<Guid>? Branches = null);

    public static void Map(IEndpointRouteBuilder api)
    {
        var members = api.MapGroup("/members").WithTags("Members");
        var (view, manage) = (new NeedsAttribute(PlatformPermissions.MembersView), new NeedsAttribute(PlatformPermissions.MembersManage));
        members.MapGet("", List).WithMetadata(view).WithSummary("List members").WithDescription("By name, suspended ones included.");
        members.MapGet("/{personId:guid}", Show).WithMetadata(view).WithSummary("Show a member").HasETag();
        members
            .MapPatch("/{personId:guid}", Change)
            .HasETag()
            .WithMetadata(manage)
            .WithSummary("Change a member's role, suspend or reactivate them")
            .WithDescription(
                "One of `role` and `status` at a time. An API key may only suspend: the rest asks for a fresh proof of identity, which "
                    + "a key cannot give. Nobody gives or takes what they lack."
            )
            .Refuses(
                PlatformErrors.Required("Role"),
                PlatformErrors.Invalid("Status"),
                MemberErrors.RoleUnknown(),
                MemberErrors.BeyondYou(),
                MemberErrors.OwnersOnly(),
                MemberErrors.LastOwner(),
                MemberErrors.Yourself(),
                PlatformErrors.ProofNeeded()
            );
        members
            .MapPut("/{personId:guid}/branches", Limit)
            .HasETag()
            .WithMetadata(manage)
            .WithSummary("Limit a member to branches")
            .WithDescription(
                "They see no record of another from their next request. Send `all` or `branches`. Whoever is limited themself moves others "
                    + "within their own branches only. Asks for a fresh proof of identity, which an API key cannot give. A key sees what "
                    + "its maker sees."
            )
            .Refuses(
                PlatformErrors.Required("Branches"),
                PlatformErrors.Invalid("All"),
                MemberErrors.BranchesUnknown(),
                MemberErrors.BranchesNone(),
                MemberErrors.BeyondYou(),
                MemberErrors.BeyondYourBranches(),
                MemberErrors.OwnersOnly(),
                MemberErrors.OwnerEverywhere(),
                MemberErrors.OwnBranches(),
                PlatformErrors.ProofNeeded()
            );
        members
            .MapDelete("/{personId:guid}", Remove)
            .WithMetadata(manage)
            .WithSummary("Remove a member")
            .WithDescription("Their keys go with them. Asks for a fresh proof of identity, which an API key cannot give: suspend instead.")
            .Refuses(
                MemberErrors.BeyondYou(),
                MemberErrors.OwnersOnly(),
                MemberErrors.LastOwner(),
                MemberErrors.Yourself(),
                PlatformErrors.ProofNeeded()
            );
    }

    private static async Task<Ok<MemberView[]>> List(MemberList list, CancellationToken cancel) =>
        TypedResults.Ok((await list.Members(cancel)).Select(View).ToArray());

    private static async Task<Results<Ok<MemberView>, ProblemHttpResult>> Show(
        Guid personId,
        MemberList list,
        HttpResponse response,
        Words words,
        CancellationToken cancel
    )
    {
        if (await list.Member(new(personId), cancel) is not { } member)
            return PlatformErrors.NotFound().ToProblem(words);

        ETags.Set(response, member.Version);
        return TypedResults.Ok(View(member));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Change(
        Guid personId,
        MemberChange change,
        HttpRequest request,
        HttpResponse response,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var (person, version) = (new PersonId(personId), ETags.IfMatch(request));
        var outcome = change switch
        {
            { Role: null, Status: null } => PlatformErrors.Required("Role"),
            { Role: not null, Status: null } => await ChangeMemberRole.Do(runner, new(person, change.Role, version), cancel),
            { Role: null, Status: Membership.Suspended } => await SuspendMember.Do(runner, new(person, version), cancel),
            { Role: null, Status: Membership.Active } => await ReactivateMember.Do(runner, new(person, version), cancel),
            _ => PlatformErrors.Invalid("Status"),
        };
        if (!outcome.Succeeded(out var changed, out var refusal))
            return refusal.ToProblem(words);

        ETags.Set(response, changed.Version);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Limit(
        Guid personId,
        MemberBranches asked,
        HttpRequest request,
        HttpResponse response,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        // Nothing said is not "all": that would open the whole business by mistake.
        if ((asked.All, asked.Branches) is (not true, null))
            return PlatformErrors.Required("Branches").ToProblem(words);
        if ((asked.All, asked.Branches) is (true, not null))
            return PlatformErrors.Invalid("All").ToProblem(words);

        var input = new ChangeMemberBranches.Input(new(personId), asked.Branches, ETags.IfMatch(request));
        if (!(await ChangeMemberBranches.Do(runner, input, cancel)).Succeeded(out var changed, out var refusal))
            return refusal.ToProblem(words);

        ETags.Set(response, changed.Version);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        Guid personId,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await RemoveMember.Do(runner, new(personId), cancel)).ToNoContent(words);

    private static MemberView View(MemberList.Row row) =>
        new(
            row.Person.Value,
            row.Name,
            row.Email,
            row.RoleKey,
            row.Active ? Membership.Active : Membership.Suspended,
            row.JoinedAt,
            row.SecondFactor,
            row.Branches
        );
}
