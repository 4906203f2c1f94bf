using Niaga.Platform.Data;
using Niaga.Platform.Tenants;

namespace Niaga.Platform.People;

/// <summary>
/// The businesses a person may enter; one that suspended them is not among them. Asked before a business is chosen, so it looks behind each
/// one's own lock in turn.
/// </summary>
internal sealed class BusinessesOfPerson(Databases databases)
{
    public async Task<IReadOnlyList<BusinessLink>> List(PersonId person, CancellationToken cancel)
    {
        return await List(person, (await Look(person, cancel)).Tenants, cancel);
    }

    /// <summary>A person as the frame shows them, with the businesses they may choose from: one round trip.</summary>
    internal sealed record PersonHeader(string Name, string Email, bool EmailConfirmed, IReadOnlyList<TenantId> Tenants);

    internal async Task<IReadOnlyList<BusinessLink>> List(PersonId person, IReadOnlyList<TenantId> tenants, CancellationToken cancel)
    {
        if (tenants.Count == 0)
            return [];

        await using var batch = databases.Shared.CreateBatch();
        foreach (var tenant in tenants)
        {
            batch.BatchCommands.Add(new(TenantReads.SetTenant) { Parameters = { new() { Value = tenant.ToString() } } });
            batch.BatchCommands.Add(
                new(
                    """
                    SELECT b.name, t.slug, m.role, r.name FROM platform.businesses b JOIN platform.tenants t USING (tenant_id)
                        JOIN platform.memberships m USING (tenant_id)
                        LEFT JOIN platform.roles r ON r.tenant_id = $1 AND 'custom.' || r.role_id = m.role
                    WHERE b.tenant_id = $1 AND m.person_id = $2 AND m.status = 'active' AND t.status IN ('active', 'suspended')
                    """
                )
                {
                    Parameters =
                    {
                        new() { Value = tenant.Value },
                        new() { Value = person.Value },
                    },
                }
            );
        }
        var links = new List<BusinessLink>();
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        while (await rows.NextResultAsync(cancel))
        {
            if (rows.FieldCount == 4 && await rows.ReadAsync(cancel))
                links.Add(new(rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.IsDBNull(3) ? null : rows.GetString(3)));
        }
        return [.. links.OrderBy(l => l.Name, StringComparer.CurrentCultureIgnoreCase)];
    }

    internal async Task<PersonHeader> Look(PersonId person, CancellationToken cancel)
    {
        await using var batch = databases.Shared.CreateBatch();
        batch.BatchCommands.Add(
            new("SELECT set_config('app.person_id', $1, true)") { Parameters = { new() { Value = person.ToString() } } }
        );
        batch.BatchCommands.Add(
            new("SELECT tenant_id FROM platform.businesses_of_person WHERE person_id = $1 LIMIT 100")
            {
                Parameters = { new() { Value = person.Value } },
            }
        );
        batch.BatchCommands.Add(
            new("SELECT display_name, email, email_confirmed FROM platform.people WHERE id = $1")
            {
                Parameters = { new() { Value = person.Value } },
            }
        );
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        var ids = new List<TenantId>();
        while (await rows.ReadAsync(cancel))
            ids.Add(new(rows.GetGuid(0)));
        await rows.NextResultAsync(cancel);
        return await rows.ReadAsync(cancel) ? new(rows.GetString(0), rows.GetString(1), rows.GetBoolean(2), ids) : new("", "", true, []);
    }
}
