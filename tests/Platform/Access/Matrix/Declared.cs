using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;

namespace Niaga.Platform.Tests.Access.Matrix;

/// <summary>What came back: a status, where a page leads on, and the code of an API's refusal.</summary>
internal sealed record Answer(int Status, string? Place = null, string? Code = null)
{
    public static readonly Answer Reached = new(Matrix.Reached.Status);

    public override string ToString() => $"{Status} {Place}{Code}";
}

/// <summary>
/// What an endpoint's attributes promise to a role in a situation: written from the rules, not from the access check, so that the two can
/// disagree.
/// </summary>
internal static class Declared
{
    /// <param name="endpoint">With its attributes.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="held">Permissions of the one who asks, implied ones included.</param>
    /// <param name="entitled">Features of the business.</param>
    /// <param name="situation">What they come with.</param>
    /// <param name="modules">For the feature of a permission.</param>
    public static Answer Of(
        RouteEndpoint endpoint,
        string method,
        IReadOnlySet<string> held,
        IReadOnlySet<string> entitled,
        Situation situation,
        ModuleCatalog modules
    )
    {
        var answer = InNiagasWords(endpoint, method, held, entitled, situation, modules);
        // A directory hears the same refusal in SCIM's words, which have no code of ours.
        return endpoint.RoutePattern.RawText!.StartsWith("/scim/", StringComparison.Ordinal) ? answer with { Code = null } : answer;
    }

    private static Answer InNiagasWords(
        RouteEndpoint endpoint,
        string method,
        IReadOnlySet<string> held,
        IReadOnlySet<string> entitled,
        Situation situation,
        ModuleCatalog modules
    )
    {
        var api = IsApi(endpoint);
        var open = endpoint.Metadata.GetMetadata<PublicAccessAttribute>();
        var needs = endpoint.Metadata.GetMetadata<NeedsAttribute>()?.Permission;
        var stepUp = endpoint.Metadata.GetMetadata<StepUpAttribute>() is not null;
        var inBusiness = situation != Situation.NoTenant;
        var byKey =
            situation
            is Situation.Key
                or Situation.NarrowKey
                or Situation.OtherTenantKey
                or Situation.SuspendedTenantKey
                or Situation.ExpiredKey
                or Situation.RevokedKey;
        if (open is not null)
        {
            var here = open.Place switch
            {
                PublicPlace.Platform => !inBusiness,
                PublicPlace.Business => inBusiness && situation is not (Situation.SuspendedTenant or Situation.SuspendedTenantKey),
                _ => true,
            };
            return here ? Through(endpoint, method, situation, byKey) : Refused(api, 404, "platform.not_found");
        }
        // Where only programs go, a member is nobody; for an anonymous caller nothing is there anyway.
        if (
            !byKey
            && situation is not (Situation.NoTenant or Situation.OtherTenant or Situation.SuspendedMember)
            && endpoint.Metadata.GetMetadata<ApiKeyOnlyAttribute>() is not null
        )
            return Unknown(api);

        switch (situation)
        {
            case Situation.NoTenant when needs is not null && method == "GET" && endpoint.RoutePattern.RawText is "/" or "":
                return new(302, "/en");
            case Situation.NoTenant when needs is not null:
            case Situation.OtherTenant or Situation.OtherTenantKey:
            case Situation.SuspendedMember:
                return Refused(api, 404, "platform.not_found");
            case Situation.EndedSession or Situation.BoundElsewhere or Situation.ExpiredKey or Situation.RevokedKey:
                return Unknown(api);
            case Situation.Key or Situation.NarrowKey or Situation.SuspendedTenantKey when !api:
                // A key is for programs: it opens no page.
                return Unknown(api);
            case Situation.SuspendedTenant
            or Situation.SuspendedTenantKey when endpoint.Metadata.GetMetadata<OpenWhenClosedAttribute>() is null:
                return Refused(api, 403, "platform.suspended");
            case Situation.IdleSession:
                return api ? new(401, Code: "platform.session_too_old") : new(302, "/sign-in");
            // Where one gets a second factor is open to who lacks it.
            case Situation.MissingSecondFactor when endpoint.Metadata.GetMetadata<OwnSignInAttribute>() is null:
                return api ? new(403, Code: "platform.second_factor_required") : new(302, "/second-factor");
        }
        if (needs is not null && modules.EntitlementOf(needs) is { } feature && !entitled.Contains(feature))
            return Refused(api, 403, "platform.not_in_plan");
        if (needs is not null && !held.Contains(needs))
            return Refused(api, 403, "platform.forbidden");
        // What is any signed-in person's own is not a program's.
        if (needs is null && byKey)
            return Refused(api, 403, "platform.forbidden");
        if (stepUp && (byKey || situation == Situation.OwnStale))
            return api ? new(403, Code: "platform.proof_needed") : new(302, "/confirm");
        if (situation == Situation.NoForgeryToken && api && method is not ("GET" or "HEAD"))
            return new(400, Code: "platform.forgery_token");

        return Through(endpoint, method, situation, byKey);
    }

    /// <summary>After the access check a page's form also wants the token the page gave to this very person; who comes without one, or with
    /// that of
    /// somebody else (as the suspended member does here), is told so.</summary>
    private static Answer Through(RouteEndpoint endpoint, string method, Situation situation, bool byKey)
    {
        var asked =
            method == "POST" && !IsApi(endpoint) && endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>()?.RequiresValidation == true;
        return asked && (byKey || situation is Situation.NoForgeryToken or Situation.EndedSession or Situation.SuspendedMember)
            ? new(400)
            : Answer.Reached;
    }

    public static bool IsApi(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText!.TrimStart('/') is var route
        && (route.StartsWith("api/", StringComparison.Ordinal) || route.StartsWith("scim/", StringComparison.Ordinal));

    private static Answer Unknown(bool api) => api ? new(401, Code: "platform.not_signed_in") : new(302, "/sign-in");

    private static Answer Refused(bool api, int status, string code) => api ? new(status, Code: code) : new(status);
}
