using System.Collections.Frozen;
using Niaga.Platform.Values;

namespace Niaga.Platform.Callers;

/// <summary>
/// Who was let into a business before the request failed. The page that tells of the failure is a request of its own and keeps the frame
/// the reader was in.
/// </summary>
internal sealed record CallerSnapshot(
    TenantId Tenant,
    Slug Slug,
    FrozenSet<string> Entitlements,
    PersonId Person,
    FrozenSet<string> Permissions,
    SignInState? Session,
    FrozenSet<Guid>? Branches
)
{
    public void RestoreTo(Caller caller)
    {
        caller.Enter(Tenant, Slug, Entitlements);
        caller.Identify(Person, Permissions);
        caller.LimitTo(Branches);
        caller.SetSession(Session);
    }
}

/// <summary>The permission a reader lacked for what they asked.</summary>
internal sealed record MissingPermission(string Key);
