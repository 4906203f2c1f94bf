using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Sso;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Platform.People;

/// <summary><c>/api/v1/tokens</c>.</summary>
internal static class TokensApi
{
    /// <summary>Who asks for a token, and for which business.</summary>
    /// <param name="Email" example="siti@kedai.my">Your e-mail address.</param>
    /// <param name="Password" example="a long sentence of mine">Your password.</param>
    /// <param name="Business" example="kedai-ah-seng">The business's part of the address, such as <c>kedai-ah-seng</c>.</param>
    /// <param name="Name" example="Web shop">What the token is for; shown in the list of tokens.</param>
    /// <param name="Days" example="90">Days until it expires, 1 to 365.</param>
    public sealed record TokenRequest(string? Email, string? Password, string? Business, string? Name = null, int Days = 90);

    /// <summary>A token, without its secret.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name" example="Web shop">What it is for.</param>
    /// <param name="CreatedAt">When it was made.</param>
    /// <param name="ExpiresAt">When it stops working.</param>
    /// <param name="Revoked" example="false">Whether it was ended before.</param>
    public sealed record TokenSummary(Guid Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, bool Revoked);

    public static void Map(IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("Tokens");
        tokens.MapPost("", Issue).WithMetadata(new PublicAccessAttribute("A token is how an integrator signs in.")).RequireRateLimiting(RateLimits.SignIn)
            .WithSummary("Make a bearer token").WithDescription("With e-mail, password and business. The token is answered once; keep it.")
            .Refuses(PlatformErrors.SignInFailed(), PlatformErrors.TooManyRequests(), PlatformErrors.Required("Name"), PlatformErrors.TooLong("Name", 80), PlatformErrors.Invalid("Days"));
        tokens.MapGet("", List).WithMetadata(new SignedInAttribute()).WithSummary("Your tokens in this business").WithDescription("Newest first, without their secrets.");
        tokens.MapDelete("/{tokenId:guid}", Revoke).WithMetadata(new SignedInAttribute()).WithSummary("Revoke one of your tokens")
            .WithDescription("It stops working at once, everywhere.");
    }

    private static async Task<Results<Created<IssueToken.Issued>, ProblemHttpResult>> Issue(
        TokenRequest request, SignInByPassword signIn, AccessCache access, Caller caller, UseCaseRunner runner, Words words, CancellationToken cancel)
    {
        if (!(await signIn.Try(request.Email, request.Password, cancel)).Succeeded(out var person, out var refusal)) return refusal.ToProblem(words);
        var tenant = Slug.TryParse(request.Business, out var slug) ? await access.Find(slug, cancel) : null;
        var member = tenant is null ? null : await access.FindMember(tenant, person.PersonId, cancel);
        // Not your business and no such business are one answer, and the same as a wrong password.
        if (tenant is not { Status: "active" } || member is null) return PlatformErrors.SignInFailed().ToProblem(words);
        // A password opens no door that asks for the business's own provider, a key's neither.
        if (tenant.Sso?.Requires(person.Email!) == true) return SsoErrors.Required(tenant.Slug.Value).ToProblem(words);
        caller.Enter(tenant.Id, tenant.Slug, tenant.Entitlements);
        caller.Identify(person.PersonId, member.Permissions);
        var outcome = await IssueToken.Do(runner, new(request.Name ?? "API", request.Days), cancel);
        return outcome.Succeeded(out var issued, out refusal) ? TypedResults.Created($"/api/v1/tokens/{issued.Id}", issued) : refusal.ToProblem(words);
    }

    private static async Task<Results<Ok<TokenSummary[]>, ProblemHttpResult>> List(Caller caller, TenantSession session, Words words, CancellationToken cancel) =>
        caller.Tenant is null
            ? PlatformErrors.NotFound().ToProblem(words)
            : TypedResults.Ok(await session.Open<PlatformDb>().ApiTokens.Where(t => t.PersonId == caller.Person).OrderByDescending(t => t.TokenId)
                .Select(t => new TokenSummary(t.TokenId, t.Name, t.CreatedAt, t.ExpiresAt, t.RevokedAt != null)).ToArrayAsync(cancel));

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(Guid tokenId, Caller caller, UseCaseRunner runner, Words words, CancellationToken cancel)
    {
        if (caller.Tenant is null) return PlatformErrors.NotFound().ToProblem(words);
        return (await RevokeToken.Do(runner, tokenId, cancel)).Succeeded(out _, out var refusal) ? TypedResults.NoContent() : refusal.ToProblem(words);
    }
}
