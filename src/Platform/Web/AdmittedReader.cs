using System.Collections.Frozen;
using Niaga.Platform.People;
using Niaga.Platform.SignIn;
using Niaga.Platform.Tenants;

namespace Niaga.Platform.Web;

/// <summary>
/// Who was let into a business before the request failed. The page that tells of the failure is a request of its own and keeps the frame
/// the reader was in.
/// </summary>
internal sealed record AdmittedReader(AccessCache.TenantAccess Tenant, PersonId Person, FrozenSet<string> Permissions, SignInState? Session)
{
    public void Return(Caller caller)
    {
        caller.Enter(Tenant.Id, Tenant.Slug, Tenant.Entitlements);
        caller.Identify(Person, Permissions);
        caller.ComeWith(Session);
    }
}

/// <summary>The permission a reader lacked for what they asked.</summary>
internal sealed record MissingPermission(string Key);
