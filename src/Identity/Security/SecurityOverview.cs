using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Identity.Security;

/// <summary>How the members of a business sign in, beside the rules for it: what an owner looks at before changing them.</summary>
internal sealed class SecurityOverview(Databases databases, ModuleCatalog modules)
{
    /// <param name="Id">Who.</param>
    /// <param name="Name">What they are called.</param>
    /// <param name="Role">Key of their role.</param>
    /// <param name="Active">Not suspended.</param>
    /// <param name="HasFactor">An authenticator app or a passkey.</param>
    public sealed record Member(PersonId Id, string Name, string Role, bool Active, bool HasFactor);

    /// <summary>A role this business can give, and those who have it.</summary>
    /// <param name="Key">Its key.</param>
    /// <param name="Name">Its own name, for a role the business made; else the text <c>role.{Key}</c>.</param>
    /// <param name="Members">How many active members have it.</param>
    /// <param name="WithoutFactor">How many of them have no second factor.</param>
    public sealed record Role(string Key, string? Name, int Members, int WithoutFactor);

    /// <param name="Rules">The rules in force.</param>
    /// <param name="Version">Their version, for optimistic concurrency.</param>
    /// <param name="Roles">The most powerful first, the business's own last.</param>
    /// <param name="Members">By name.</param>
    public sealed record Page(SignInRules.Facts Rules, uint Version, IReadOnlyList<Role> Roles, IReadOnlyList<Member> Members);

    public async Task<Page> Read(TenantId tenant, IReadOnlySet<string> entitlements, CancellationToken cancel)
    {
        await using var batch = databases.Of(tenant).CreateBatch();
        batch.BatchCommands.Add(new(TenantReads.SetTenant) { Parameters = { new() { Value = tenant.ToString() } } });
        Add("SELECT second_factor_roles, idle_minutes, absolute_minutes, xmin FROM platform.access_policies WHERE tenant_id = $1");
        Add("SELECT 'custom.' || role_id, name FROM platform.roles WHERE tenant_id = $1 ORDER BY name");
        Add(
            """
            SELECT p.person_id, p.display_name, m.role, m.status = 'active', p.second_factor
            FROM platform.memberships m JOIN platform.known_people p ON p.tenant_id = m.tenant_id AND p.person_id = m.person_id
            WHERE m.tenant_id = $1 ORDER BY p.display_name, p.person_id
            """
        );
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        var (rules, version) = await rows.ReadAsync(cancel)
            ? (new SignInRules.Facts(rows.GetFieldValue<string[]>(0), Number(rows, 1), Number(rows, 2)), rows.GetFieldValue<uint>(3))
            : (new SignInRules.Facts([], null, null), SignInRules.Unwritten);
        await rows.NextResultAsync(cancel);
        var own = new List<(string Key, string Name)>();
        while (await rows.ReadAsync(cancel))
            own.Add((rows.GetString(0), rows.GetString(1)));
        await rows.NextResultAsync(cancel);
        var members = new List<Member>();
        while (await rows.ReadAsync(cancel))
            members.Add(new(new(rows.GetGuid(0)), rows.GetString(1), rows.GetString(2), rows.GetBoolean(3), rows.GetBoolean(4)));

        var active = members.Where(m => m.Active).ToLookup(m => m.Role, StringComparer.Ordinal);
        var offered = modules
            .Roles.Where(r => r.Entitlement is null || entitlements.Contains(r.Entitlement))
            .Select(r => (r.Key, Name: (string?)null))
            .Concat(own.Select(r => (r.Key, Name: (string?)r.Name)));
        return new(
            rules,
            version,
            [.. offered.Select(r => new Role(r.Key, r.Name, active[r.Key].Count(), active[r.Key].Count(m => !m.HasFactor)))],
            members
        );

        void Add(string sql) => batch.BatchCommands.Add(new(sql) { Parameters = { new() { Value = tenant.Value } } });
    }

    private static int? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
}
