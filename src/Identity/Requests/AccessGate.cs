using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Identity.Access;
using Niaga.Identity.Sessions;
using Niaga.Identity.Sso;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Identity.Requests;

/// <summary>
/// Lets a request through to an endpoint, or not, by the one attribute the endpoint carries. A business one does not belong to
/// answers exactly as one that does not exist.
/// </summary>
internal sealed class AccessGate(
    RequestDelegate next,
    AccessCache access,
    SessionCache sessions,
    ModuleCatalog modules,
    SsoBypass bypass,
    IAntiforgery antiforgery,
    TimeProvider clock
)
{
    public async Task Invoke(HttpContext http, Caller caller, Words words)
    {
        var endpoint = http.GetEndpoint();
        if (endpoint is RouteEndpoint && !NoAccessCheckAttribute.IsGated(endpoint))
        {
            http.Features.Get<CallerSnapshot>()?.RestoreTo(caller);
            await next(http);
            return;
        }
        if (http.Features.Get<NoSuchBusiness>() is not null || (endpoint is not RouteEndpoint && await IsStranger(http)))
        {
            await AnswerNotFound(http);
            return;
        }
        if (endpoint is not RouteEndpoint)
        {
            // No such path, or none for this method: the router's own word.
            await KeepFrame(http);
            await next(http);
            return;
        }
        if (IsStartPageWithoutBusiness(http, endpoint))
        {
            http.Response.Headers.Vary = "Accept-Language, Cookie";
            http.Response.Redirect("/" + words.Language.Code);
            return;
        }
        caller.SetSession(http.Features.Get<SignInState>());
        var refusal = await Refuse(http, caller, endpoint);
        if (refusal is null)
        {
            // A page that asks again by itself is not a person at work.
            if (caller.Session is { } session && !AsksByItself(http.Request))
                await sessions.Touch(session, http.RequestAborted);
            await next(http);
        }
        else if (refusal.Status == StatusCodes.Status404NotFound && caller.Permissions.Count == 0)
            await AnswerNotFound(http);
        else if (!ApiPaths.IsApi(http) && RefusalRedirect.Of(http, refusal, caller) is { } way)
            http.Response.Redirect(RefusalRedirect.WithReturn(http, way));
        else
            await RefusalResponse.Write(http, refusal);
    }

    private static bool AsksByItself(HttpRequest request) =>
        request.Headers.ContainsKey("X-Poll") || request.Headers.Accept == "text/event-stream";

    /// <summary>The platform's bare address: a business's start page lives there only within a business.</summary>
    private static bool IsStartPageWithoutBusiness(HttpContext http, Endpoint endpoint) =>
        http.Request.Path == "/"
        && HttpMethods.IsGet(http.Request.Method)
        && endpoint.Metadata.GetMetadata<NeedsAttribute>() is not null
        && http.Features.Get<AccessCache.TenantAccess>() is null
        && http.Features.Get<KeyInUse>() is null;

    private async Task<Refusal?> Refuse(HttpContext http, Caller caller, Endpoint endpoint)
    {
        var open = endpoint.Metadata.GetMetadata<PublicAccessAttribute>();
        var needs = endpoint.Metadata.GetMetadata<NeedsAttribute>();
        var tenant = http.Features.Get<AccessCache.TenantAccess>();
        if (open is not null)
        {
            if (open.Place == PublicPlace.Platform && tenant is not null)
                return PlatformErrors.NotFound();
            if (open.Place == PublicPlace.Business && tenant?.Status is not ("active" or "read_only"))
                return PlatformErrors.NotFound();

            await Recognise(http, caller, tenant);
            await KeepFrame(http);
            return null;
        }
        if (needs is null && endpoint.Metadata.GetMetadata<SignedInAttribute>() is null)
            throw new InvalidOperationException($"{endpoint.DisplayName} says neither what it needs nor that it is public.");

        var key = http.Features.Get<KeyInUse>();
        if (key is not null)
        {
            if (tenant is not null && tenant.Id != key.Tenant.Id)
                return PlatformErrors.NotFound();
            // A key is for programs: it opens no page.
            if (!ApiPaths.IsApi(http))
                return PlatformErrors.NotSignedIn();
            if (tenant is null)
                caller.Enter(key.Tenant.Id, key.Tenant.Slug, key.Tenant.Entitlements);
            tenant = key.Tenant;
        }
        // A sign-in through one business's own provider is nobody's anywhere else.
        if (caller.Session?.BoundTo is { } only && only != tenant?.Id)
            return PlatformErrors.NotSignedIn();
        if (PersonOf(http) is not { } person)
            return needs is not null && tenant is null && !ApiPaths.IsApi(http) ? PlatformErrors.NotFound() : PlatformErrors.NotSignedIn();
        if (tenant is null)
        {
            caller.Identify(person, []);
            return needs is null ? RefuseStale(http, caller, endpoint) : PlatformErrors.NotFound();
        }
        if (await access.FindMember(tenant, person, http.RequestAborted) is not { } member)
            return PlatformErrors.NotFound();

        caller.Identify(person, key?.Holder.Within(member) ?? member.Permissions);
        caller.LimitTo(member.Branches);
        if (key is null && endpoint.Metadata.GetMetadata<ApiKeyOnlyAttribute>() is not null)
            return PlatformErrors.NotSignedIn();
        if (tenant.Status != "active" && !StaysOpen(tenant, endpoint) && RefuseClosed(tenant.Status, http.Request.Method) is { } closed)
            return closed;
        if (await RefuseSession(caller.Session, tenant.Policy, member.Role, endpoint, http.RequestAborted) is { } tooLittle)
            return tooLittle;
        if (await RefuseWithoutSso(http, caller, tenant, member) is { } around)
            return around;
        if (key is null)
            http.Features.Set(
                new CallerSnapshot(tenant.Id, tenant.Slug, tenant.Entitlements, person, member.Permissions, caller.Session, member.Branches)
            );
        if (needs is not null && modules.EntitlementOf(needs.Permission) is { } entitlement && !tenant.Entitlements.Contains(entitlement))
            return PlatformErrors.NotInPlan();
        if (needs is not null && !caller.May(needs.Permission))
        {
            http.Features.Set(new MissingPermission(needs.Permission));
            return PlatformErrors.Forbidden();
        }
        // What is open to any signed-in person is that person's own business, not a program's.
        if (needs is null && key is not null)
            return PlatformErrors.Forbidden();

        return RefuseBranch(http, caller) ?? RefuseStale(http, caller, endpoint) ?? await RefuseForgery(http);
    }

    /// <summary>Their data stays people's own: what leads to it is open until the purge takes their place in the business too.</summary>
    private static bool StaysOpen(AccessCache.TenantAccess tenant, Endpoint endpoint) =>
        tenant.Status is "suspended" or "terminated" && endpoint.Metadata.GetMetadata<OpenWhenClosedAttribute>() is not null;

    private static Refusal? RefuseClosed(string status, string method) =>
        status switch
        {
            "read_only" => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? null : PlatformErrors.ReadOnly(),
            "suspended" => PlatformErrors.Suspended(),
            _ => PlatformErrors.NotFound(),
        };

    /// <summary>
    /// At which place the person works: as the address says, or as this device remembers. Whether there is such a place, and what is
    /// seen of it, is for whoever knows the places (BranchOfDevice).
    /// </summary>
    private static Refusal? RefuseBranch(HttpContext http, Caller caller)
    {
        caller.WorkAt(BranchInAddress.Remembered(http));
        if (!BranchInAddress.Asked(http, out var branch))
            return PlatformErrors.Unreadable("id", BranchInAddress.Parameter);

        if (branch is not { } one)
            return null;
        if (!caller.Sees(one))
            return PlatformErrors.BranchNotFound();

        caller.WorkAt(one);
        return null;
    }

    /// <summary>What the business asks of a sign-in. An API key has none: it was made by somebody whose sign-in was asked.</summary>
    private async ValueTask<Refusal?> RefuseSession(
        SignInState? session,
        AccessPolicy policy,
        string role,
        Endpoint? endpoint,
        CancellationToken cancel
    )
    {
        if (session is null)
            return null;
        if (policy.Absolute is { } absolute && clock.GetUtcNow() - session.StartedAt > absolute)
            return PlatformErrors.SessionTooOld();
        if (policy.Idle is { } idle && await sessions.LayIdle(session, idle, cancel))
            return PlatformErrors.SessionTooOld();
        // Where one gets a second factor is open to who lacks it.
        if (endpoint?.Metadata.GetMetadata<OwnSignInAttribute>() is not null)
            return null;

        return policy.SecondFactorRoles.Contains(role) && session.FactorAt is null ? PlatformErrors.SecondFactorRequired() : null;
    }

    /// <summary>A dangerous act asks for a proof that is minutes old.</summary>
    private Refusal? RefuseStale(HttpContext http, Caller caller, Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<StepUpAttribute>() is null
        || RecentAuthentication.Holds(caller.Session, clock.GetUtcNow(), acting: !HttpMethods.IsGet(http.Request.Method))
            ? null
            : PlatformErrors.ProofNeeded();

    /// <summary>
    /// A business may ask that addresses of its domain come in through its own provider. Should the provider fail, an owner with a second
    /// factor still gets in, and the log says so.
    /// </summary>
    private async ValueTask<Refusal?> RefuseWithoutSso(
        HttpContext http,
        Caller caller,
        AccessCache.TenantAccess tenant,
        AccessCache.Member member
    )
    {
        if (caller.Session is not { BoundTo: null } session || tenant.Sso?.Requires(session.Email) != true)
            return null;
        if (member.Role != BuiltInRoles.Owner || session.FactorAt is null)
            return SsoErrors.Required(tenant.Slug.Value);

        await bypass.Note(tenant.Id, session, caller.Origin, http.RequestAborted);
        return null;
    }

    /// <summary>Not in the business of this address, or with the key of another.</summary>
    private async Task<bool> IsStranger(HttpContext http)
    {
        if (http.Features.Get<AccessCache.TenantAccess>() is not { } tenant)
            return false;
        if (http.Features.Get<KeyInUse>() is { } key && key.Tenant.Id != tenant.Id)
            return true;
        if (http.Features.Get<SignInState>()?.BoundTo is { } only && only != tenant.Id)
            return true;

        return PersonOf(http) is not { } person || await access.FindMember(tenant, person, http.RequestAborted) is null;
    }

    /// <summary>
    /// A member who asks for what is not there is told so in the workspace's frame, where the sign-in is one the business takes.
    /// </summary>
    private async Task KeepFrame(HttpContext http)
    {
        if (ApiPaths.IsApi(http) || http.Features.Get<KeyInUse>() is not null || PersonOf(http) is not { } person)
            return;
        if (http.Features.Get<AccessCache.TenantAccess>() is not { Status: "active" or "read_only" } tenant)
            return;

        var session = http.Features.Get<SignInState>();
        if (session?.BoundTo is { } only ? only != tenant.Id : session is not null && tenant.Sso?.Requires(session.Email) == true)
            return;
        if (
            await access.FindMember(tenant, person, http.RequestAborted) is { } member
            && await RefuseSession(session, tenant.Policy, member.Role, endpoint: null, http.RequestAborted) is null
        )
            http.Features.Set(
                new CallerSnapshot(tenant.Id, tenant.Slug, tenant.Entitlements, person, member.Permissions, session, member.Branches)
            );
    }

    /// <summary>
    /// One answer for what is not there and for what one may not know of: neither page nor link shows that a business is here.
    /// </summary>
    private static Task AnswerNotFound(HttpContext http)
    {
        http.Request.Path = http.Request.PathBase.Add(http.Request.Path);
        http.Request.PathBase = PathString.Empty;
        http.Features.Set<CallerSnapshot>(null);
        return RefusalResponse.Write(http, PlatformErrors.NotFound());
    }

    /// <summary>A public page greets a person it knows, but asks nothing of them.</summary>
    private async Task Recognise(HttpContext http, Caller caller, AccessCache.TenantAccess? tenant)
    {
        var key = http.Features.Get<KeyInUse>();
        // A key opens no page, and a page that anybody may see is one.
        if (key is not null && !ApiPaths.IsApi(http))
            return;
        if (PersonOf(http) is not { } person || (caller.Session?.BoundTo is { } only && only != tenant?.Id))
            return;

        var member =
            tenant is null || (key is not null && key.Tenant.Id != tenant.Id)
                ? null
                : await access.FindMember(tenant, person, http.RequestAborted);
        caller.Identify(person, member is null ? [] : key?.Holder.Within(member) ?? member.Permissions);
    }

    /// <summary>The API takes a page's cookie too, for the page's own scripts; then it asks for the page's token against forgery.</summary>
    private async Task<Refusal?> RefuseForgery(HttpContext http)
    {
        if (!ApiPaths.IsApi(http) || http.Features.Get<KeyInUse>() is not null)
            return null;
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
            return null;

        return await antiforgery.IsRequestValidAsync(http) ? null : PlatformErrors.ForgeryToken();
    }

    private static PersonId? PersonOf(HttpContext http) =>
        http.User.Identity?.IsAuthenticated == true && Guid.TryParse(http.User.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            ? new PersonId(id)
            : null;
}
