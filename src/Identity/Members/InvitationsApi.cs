using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Identity.Members;

/// <summary>
/// <c>/api/v1/invitations</c>. An API key lists and revokes; inviting gives access and asks for a fresh proof of identity.
/// </summary>
internal static class InvitationsApi
{
    /// <summary>An open invitation.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Email" example="aisyah@kedai.my">The mailbox it went to.</param>
    /// <param name="Role" example="retail.cashier">Key of the role it gives.</param>
    /// <param name="Branches">Ids of the branches it is for; null for all.</param>
    /// <param name="InvitedBy" example="Siti Aminah">Name of whoever sent it last.</param>
    /// <param name="SentAt">When it was last sent.</param>
    /// <param name="ExpiresAt">When its link ends.</param>
    public sealed record InvitationView(
        Guid Id,
        string Email,
        string Role,
        IReadOnlyList<Guid>? Branches,
        string InvitedBy,
        DateTimeOffset SentAt,
        DateTimeOffset ExpiresAt
    );

    /// <summary>Whom to invite.</summary>
    /// <param name="Email" example="aisyah@kedai.my">The mailbox.</param>
    /// <param name="Role" example="staff">Key of the role it is to have, as `GET /api/v1/roles` lists it.</param>
    /// <param name="Language" example="ms">Language of the e-mail: `ms` or `en`; the request's own when absent.</param>
    /// <param name="Branches">Ids of the branches whose records they will see; all that you see when absent.</param>
    public sealed record InvitationRequest(string? Email, string? Role, string? Language = null, IReadOnlyList<Guid>? Branches = null);

    /// <summary>What was made.</summary>
    /// <param name="Id">Id of the invitation.</param>
    public sealed record Invited(Guid Id);

    public static void Map(IEndpointRouteBuilder api)
    {
        var invitations = api.MapGroup("/invitations").WithTags("Members");
        invitations
            .MapGet("", List)
            .WithMetadata(new NeedsAttribute(PlatformPermissions.MembersView))
            .WithSummary("List open invitations")
            .WithDescription("The newest first; expired ones stay until they are revoked or sent again.");
        invitations
            .MapPost("", Invite)
            .WithMetadata(new NeedsAttribute(PlatformPermissions.MembersManage))
            .WithSummary("Invite somebody by mail")
            .WithDescription(
                "The link in the e-mail works once and for seven days. Asks for a fresh proof of identity, which an API key cannot give."
            )
            .Refuses(
                PlatformErrors.EmailInvalid(),
                MemberErrors.RoleUnknown(),
                PlatformErrors.Invalid("Language"),
                MemberErrors.BeyondYou(),
                MemberErrors.OwnersOnly(),
                MemberErrors.BranchesUnknown(),
                MemberErrors.BranchesNone(),
                MemberErrors.BeyondYourBranches(),
                MemberErrors.OwnerEverywhere(),
                MemberErrors.AlreadyMember(),
                MemberErrors.InvitationOpen(),
                MemberErrors.InvitationsTooMany(InviteMember.MostInADay),
                PlatformErrors.ProofNeeded()
            );
        invitations
            .MapDelete("/{invitationId:guid}", Revoke)
            .WithMetadata(new NeedsAttribute(PlatformPermissions.MembersManage))
            .WithSummary("Revoke an invitation")
            .WithDescription("Its link is worth nothing from now on.")
            .Refuses(MemberErrors.BeyondYou(), MemberErrors.OwnersOnly());
    }

    private static async Task<Ok<InvitationView[]>> List(MemberList list, CancellationToken cancel) =>
        TypedResults.Ok(
            (await list.Invitations(cancel))
                .Select(i => new InvitationView(i.Id, i.Email, i.RoleKey, i.Branches, i.InvitedBy, i.SentAt, i.ExpiresAt))
                .ToArray()
        );

    private static async Task<Results<Created<Invited>, ProblemHttpResult>> Invite(
        InvitationRequest asked,
        HttpRequest request,
        SiteAddress address,
        Caller caller,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var input = new InviteMember.Input(
            asked.Email,
            asked.Role,
            asked.Language ?? words.Language.Code,
            address.Of(request, caller.Slug!),
            asked.Branches
        );
        return (await InviteMember.Do(runner, input, cancel)).Succeeded(out var id, out var refusal)
            ? TypedResults.Created($"/api/v1/invitations/{id}", new Invited(id))
            : refusal.ToProblem(words);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(
        Guid invitationId,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await RevokeInvitation.Do(runner, invitationId, cancel)).ToNoContent(words);
}
