using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Platform.Scim;

/// <summary>How members come from a directory: in which role, with addresses of which domains.</summary>
[Needs(PlatformPermissions.MembersProvision)]
internal sealed class ShowProvisioning(TenantSession session, Provisioning provisioning, ModuleCatalog modules, AccessCache access, Caller caller) : UseCase<ShowProvisioning, Done, ShowProvisioning.View>
{
    /// <param name="DefaultRole">Key of the role newcomers begin with.</param>
    /// <param name="Roles">Roles the caller may choose for it.</param>
    /// <param name="Domains">Domains the business has verified.</param>
    public sealed record View(string DefaultRole, IReadOnlyList<Offer> Roles, IReadOnlyList<string> Domains);

    /// <param name="Key">Key of a role.</param>
    /// <param name="Name">Its name where the business gave it one; else its text is <c>role.{Key}</c>.</param>
    public sealed record Offer(string Key, string? Name);

    public override async Task<Outcome<View>> Run(Done input, CancellationToken cancel)
    {
        var tenant = (await access.Find(session.Tenant, cancel))!;
        var offers = modules.Roles.Where(r => r.Key != BuiltInRoles.Owner && (r.Entitlement is null || caller.Entitlements.Contains(r.Entitlement))).Select(r => (Offer: new Offer(r.Key, null), Held: modules.PermissionsOf(r.Key)))
            .Concat((await Own(cancel)).Select(r => (Offer: r, Held: tenant.CustomRoles.GetValueOrDefault(r.Key, []))));
        return new View(await provisioning.DefaultRole(cancel), [.. offers.Where(o => o.Held.IsSubsetOf(caller.Permissions)).Select(o => o.Offer)], await Domains(cancel));
    }

    private Task<List<Offer>> Own(CancellationToken cancel) => Read("SELECT 'custom.' || role_id, name FROM platform.roles WHERE tenant_id = $1 ORDER BY name", row => new Offer(row.GetString(0), row.GetString(1)), cancel);

    private Task<List<string>> Domains(CancellationToken cancel) => Read("SELECT domain FROM platform.domains WHERE tenant_id = $1 AND verified_at IS NOT NULL ORDER BY domain", row => row.GetString(0), cancel);

    private async Task<List<T>> Read<T>(string sql, Func<NpgsqlDataReader, T> make, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, session.Connection) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value } } };
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var found = new List<T>();
        while (await rows.ReadAsync(cancel)) found.Add(make(rows));
        return found;
    }
}
