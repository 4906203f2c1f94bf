using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Identity.Access;
using Niaga.Identity.Accounts;
using Niaga.Identity.Attempts;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Identity.Keys;

/// <summary><c>/api/v1/api-keys</c>.</summary>
internal static class ApiKeysApi
{
    /// <summary>Who asks for a key, for which business, and what it shall do.</summary>
    /// <param name="Email" example="siti@kedai.my">Your e-mail address.</param>
    /// <param name="Password" example="a long sentence of mine">Your password.</param>
    /// <param name="Business" example="kedai-ah-seng">The business's part of the address, such as <c>kedai-ah-seng</c>.</param>
    /// <param name="Name" example="Web shop">What the key is for; shown in the list of keys.</param>
    /// <param name="Days" example="90">Days until it expires, 1 to 365.</param>
    /// <param name="Scope" example="[&quot;retail.products.view&quot;]">Permissions it is given, none that you lack; all of yours when left
    /// out.</param>
    public sealed record KeyRequest(
        string? Email,
        string? Password,
        string? Business,
        string? Name = null,
        int Days = 90,
        IReadOnlyList<string>? Scope = null
    );

    /// <summary>A key, without its secret.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name" example="Web shop">What it is for.</param>
    /// <param name="Hint" example="Xq0H…pQrS">First and last characters of its secret.</param>
    /// <param name="MadeBy" example="Siti binti Ali">Who made it.</param>
    /// <param name="Scope" example="[&quot;retail.products.view&quot;]">What it may do, as far as its maker may.</param>
    /// <param name="CreatedAt">When it was made.</param>
    /// <param name="ExpiresAt">When it stops working.</param>
    /// <param name="LastUsedAt">When it was last used, to the minute; null when never.</param>
    /// <param name="LastUsedFrom" example="203.0.113.7">The network address it was last used from.</param>
    /// <param name="State" example="working"><c>working</c>, <c>expired</c>, <c>revoked</c>, or <c>stopped</c> while its maker is
    /// suspended.</param>
    public sealed record KeySummary(
        Guid Id,
        string Name,
        string Hint,
        string MadeBy,
        IReadOnlyList<string> Scope,
        DateTimeOffset CreatedAt,
        DateTimeOffset ExpiresAt,
        DateTimeOffset? LastUsedAt,
        string? LastUsedFrom,
        string State
    );

    /// <summary>The keys of the business.</summary>
    /// <param name="Items">Newest first.</param>
    public sealed record KeyList(IReadOnlyList<KeySummary> Items);

    public static void Map(IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/api-keys").WithTags("API keys");
        keys.MapPost("", Make)
            .WithMetadata(new PublicAccessAttribute("A key is how a program signs in."))
            .RequireRateLimiting(RateLimits.SignIn)
            .WithSummary("Make an API key with a password")
            .WithDescription(
                $"For programs without a browser. The person needs `{PlatformPermissions.KeysManage}`; where they have a second "
                    + "factor, or the business asks one of their role or its own "
                    + "sign-in of their address, a key is made on the settings page instead. The key is answered once; keep it."
            )
            .Refuses(
                PlatformErrors.SignInFailed(),
                PlatformErrors.TooManyRequests(),
                PlatformErrors.Forbidden(),
                PlatformErrors.SecondFactorRequired(),
                ApiKeyErrors.SsoAsked(),
                PlatformErrors.Required("Name"),
                PlatformErrors.TooLong("Name", 80),
                PlatformErrors.Invalid("Days"),
                ApiKeyErrors.PermissionUnknown(""),
                ApiKeyErrors.ScopeBeyondYours(""),
                ApiKeyErrors.TooManyKeys(CreateApiKey.MostKeys)
            );
        keys.MapGet("", List)
            .WithMetadata(new NeedsAttribute(PlatformPermissions.KeysManage))
            .WithSummary("The business's API keys")
            .WithDescription("Newest first, without their secrets, whoever made them.");
        keys.MapDelete("/{keyId:guid}", Revoke)
            .WithMetadata(new NeedsAttribute(PlatformPermissions.KeysManage))
            .WithSummary("Revoke an API key")
            .WithDescription("It stops working at once, everywhere.");
    }

    private static async Task<Results<Created<CreateApiKey.Made>, ProblemHttpResult>> Make(
        KeyRequest request,
        SignInByPassword signIn,
        ApiKeyByPassword proof,
        AccessCache access,
        Caller caller,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        if (!(await signIn.Try(request.Email, request.Password, cancel)).Succeeded(out var person, out var refusal))
            return refusal.ToProblem(words);

        var tenant = Slug.TryParse(request.Business, out var slug) ? await access.Find(slug, cancel) : null;
        var member = tenant is null ? null : await access.FindMember(tenant, person.PersonId, cancel);
        // Not your business and no such business are one answer, and the same as a wrong password.
        if (tenant is not { Status: "active" } || member is null)
            return PlatformErrors.SignInFailed().ToProblem(words);
        if (!(await proof.Accept(person, tenant, member.Role, cancel)).Succeeded(out var proven, out refusal))
            return refusal.ToProblem(words);

        caller.Enter(tenant.Id, tenant.Slug, tenant.Entitlements);
        caller.SetSession(proven);
        caller.Identify(person.PersonId, member.Permissions);
        var outcome = await CreateApiKey.Do(runner, new(request.Name ?? "API", request.Days, request.Scope), cancel);
        return outcome.Succeeded(out var made, out refusal)
            ? TypedResults.Created($"/api/v1/api-keys/{made.Id}", made)
            : refusal.ToProblem(words);
    }

    private static async Task<Ok<KeyList>> List(ApiKeyList keys, CancellationToken cancel) =>
        TypedResults.Ok(
            new KeyList([
                .. (await keys.Read(1, ApiKeyList.Most, cancel)).Rows.Select(k => new KeySummary(
                    k.Id,
                    k.Name,
                    k.Hint,
                    k.MadeBy,
                    k.Scope,
                    k.CreatedAt,
                    k.ExpiresAt,
                    k.LastUsedAt,
                    k.LastUsedFrom,
                    k.State.ToString().ToLowerInvariant()
                )),
            ])
        );

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(
        Guid keyId,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await RevokeApiKey.Do(runner, keyId, cancel)).ToNoContent(words);
}
