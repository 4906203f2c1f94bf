using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Platform.Scim;

/// <summary>The role that members created by a directory begin with, and how far the person behind a key reaches. Within a use case's transaction.</summary>
internal sealed class Provisioning(TenantSession session, AccessCache access, ModuleCatalog modules, Caller caller)
{
    private const string OfItsOwn = "custom.";

    public async Task<string> DefaultRole(CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT default_role FROM platform.provisioning WHERE tenant_id = $1", session.Connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        return await command.ExecuteScalarAsync(cancel) as string ?? BuiltInRoles.Staff;
    }

    /// <summary>Whether the business may give the role; one of its own stays until the transaction ends.</summary>
    public async Task<bool> Exists(string role, CancellationToken cancel)
    {
        if (!role.StartsWith(OfItsOwn, StringComparison.Ordinal)) return modules.Roles.Any(r => r.Key == role && (r.Entitlement is null || caller.Entitlements.Contains(r.Entitlement)));
        if (!Guid.TryParse(role[OfItsOwn.Length..], out var id)) return false;
        await using var command = new NpgsqlCommand("SELECT true FROM platform.roles WHERE tenant_id = $1 AND role_id = $2 FOR KEY SHARE", session.Connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>Whether the caller, or the person behind their key, may themselves do all that the role may.</summary>
    public async Task<Refusal?> RefuseBeyond(string role, CancellationToken cancel)
    {
        // News may just have replaced what is kept: then it is asked anew.
        if (await access.Find(session.Tenant, cancel) is not { } tenant || await access.FindMember(tenant, caller.Person!.Value, cancel) is not { } maker) return PlatformErrors.Forbidden();
        var held = tenant.CustomRoles.TryGetValue(role, out var custom) ? custom : modules.PermissionsOf(role);
        return held.IsSubsetOf(maker.Permissions) ? null : ScimErrors.RoleBeyond();
    }
}
