using Niaga.Identity.Access;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Identity.Members;

/// <summary>Who in a business can give somebody a permission: those who manage members and hold it themselves.</summary>
internal sealed class PermissionGranters(Databases databases, AccessCache access)
{
    /// <summary>Their names, the longest in the business first.</summary>
    /// <param name="tenant">The business.</param>
    /// <param name="permission">What is to be given.</param>
    /// <param name="most">No more than so many.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<IReadOnlyList<string>> Names(TenantId tenant, string permission, int most, CancellationToken cancel)
    {
        var members = await Active(tenant, cancel);
        if (await access.Find(tenant, cancel) is not { } business)
            return [];

        var names = new List<string>();
        var roles = new Dictionary<(string, bool), bool>();
        foreach (var (person, name, role, limited) in members)
        {
            if (!roles.TryGetValue((role, limited), out var grants))
            {
                var held = (await access.FindMember(business, person, cancel))?.Permissions;
                grants = held is not null && held.Contains(PlatformPermissions.MembersManage) && held.Contains(permission);
                roles[(role, limited)] = grants;
            }
            if (grants && names.Count < most)
                names.Add(name);
        }
        return names;
    }

    private async Task<List<(PersonId Person, string Name, string Role, bool Limited)>> Active(TenantId tenant, CancellationToken cancel)
    {
        await using var batch = databases.Of(tenant).CreateBatch();
        batch.BatchCommands.Add(new(TenantReads.SetTenant) { Parameters = { new() { Value = tenant.ToString() } } });
        batch.BatchCommands.Add(
            new(
                """
                SELECT p.person_id, p.display_name, m.role, m.branches IS NOT NULL
                FROM platform.memberships m JOIN platform.known_people p ON p.tenant_id = m.tenant_id AND p.person_id = m.person_id
                WHERE m.tenant_id = $1 AND m.status = 'active' ORDER BY m.joined_at, p.person_id
                """
            )
            {
                Parameters = { new() { Value = tenant.Value } },
            }
        );
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        var members = new List<(PersonId, string, string, bool)>();
        while (await rows.ReadAsync(cancel))
            members.Add((new(rows.GetGuid(0)), rows.GetString(1), rows.GetString(2), rows.GetBoolean(3)));
        return members;
    }
}
