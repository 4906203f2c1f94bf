using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Identity.Security;

/// <summary><c>/api/v1/security-policy</c>: the business's sign-in rules.</summary>
internal static class SecurityPolicyApi
{
    /// <summary>What the business asks of its members' sign-ins.</summary>
    /// <param name="SecondFactorRoles">Roles that need a sign-in with a second factor.</param>
    /// <param name="IdleMinutes" example="480">Longest pause between two requests; null for the platform's own 14 days.</param>
    /// <param name="AbsoluteMinutes" example="10080">Longest time since signing in; null for the platform's own 90 days.</param>
    public sealed record SecurityPolicy(IReadOnlyList<string> SecondFactorRoles, int? IdleMinutes, int? AbsoluteMinutes);

    /// <summary>All of the rules; one left out is taken off.</summary>
    /// <param name="SecondFactorRoles" example="[&quot;manager&quot;]">Keys of roles: built-in, of a module, or <c>custom.</c> and the
    /// role's id.</param>
    /// <param name="IdleMinutes" example="480">5 to 20160.</param>
    /// <param name="AbsoluteMinutes" example="10080">15 to 129600.</param>
    public sealed record SecurityPolicyChange(
        IReadOnlyList<string>? SecondFactorRoles = null,
        int? IdleMinutes = null,
        int? AbsoluteMinutes = null
    );

    public static void Map(IEndpointRouteBuilder api)
    {
        var policy = api.MapGroup("/security-policy").WithTags("Security");
        policy
            .MapGet("", Show)
            .WithMetadata(new NeedsAttribute(PlatformPermissions.SecurityView))
            .WithSummary("The business's sign-in rules")
            .WithDescription("Its ETag goes into If-Match of a change.")
            .HasETag();
        policy
            .MapPut("", Change)
            .HasETag()
            .WithMetadata(new NeedsAttribute(PlatformPermissions.SecurityManage), new StepUpAttribute())
            .WithSummary("Change the business's sign-in rules")
            .WithDescription(
                "All rules at once; asks for If-Match (428 without it). Holds from the next request of each member on. A person must have "
                    + "confirmed minutes ago that it is them; an API key cannot do it."
            )
            .Refuses(
                PlatformErrors.ProofNeeded(),
                SecurityErrors.OwnFactorFirst(),
                SecurityErrors.RoleUnknown(),
                SecurityErrors.MinutesOutOfRange("IdleMinutes", SignInRules.LeastIdle, SignInRules.MostIdle),
                SecurityErrors.MinutesOutOfRange("AbsoluteMinutes", SignInRules.LeastAbsolute, SignInRules.MostAbsolute)
            );
    }

    private static async Task<Ok<SecurityPolicy>> Show(
        SecurityOverview overview,
        Caller caller,
        HttpResponse response,
        CancellationToken cancel
    )
    {
        var page = await overview.Read(caller.Business, caller.Entitlements, cancel);
        ETags.Set(response, page.Version);
        return TypedResults.Ok(new SecurityPolicy(page.Rules.SecondFactorRoles, page.Rules.IdleMinutes, page.Rules.AbsoluteMinutes));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Change(
        SecurityPolicyChange change,
        HttpRequest request,
        HttpResponse response,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var input = new ChangeAccessPolicy.Input(
            change.SecondFactorRoles,
            change.IdleMinutes,
            change.AbsoluteMinutes,
            ETags.IfMatch(request)
        );
        if (!(await ChangeAccessPolicy.Do(runner, input, cancel)).Succeeded(out var changed, out var refusal))
            return refusal.ToProblem(words);

        ETags.Set(response, changed.Version);
        return TypedResults.NoContent();
    }
}
