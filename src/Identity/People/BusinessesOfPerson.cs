using Niaga.Identity.Access;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;
using Niaga.Platform.Values;

namespace Niaga.Identity.People;

/// <summary>
/// The businesses a person may enter; one that suspended them is not among them. Asked before a business is chosen, so each is asked for
/// behind its own lock, and only while the access check does not know it.
/// </summary>
internal sealed class BusinessesOfPerson(Databases databases, AccessCache access)
{
    public async Task<IReadOnlyList<BusinessLink>> List(PersonId person, CancellationToken cancel) =>
        await List(person, (await Look(person, cancel)).Tenants, cancel);

    /// <summary>A person as the frame shows them, with the businesses they may choose from: one round trip.</summary>
    internal sealed record PersonHeader(string Name, string Email, bool EmailConfirmed, IReadOnlyList<TenantId> Tenants);

    /// <summary>Those of them that let the person in, by name: of what the access check knows.</summary>
    internal async Task<IReadOnlyList<BusinessLink>> List(PersonId person, IReadOnlyList<TenantId> tenants, CancellationToken cancel)
    {
        var links = new List<BusinessLink>();
        foreach (var tenant in tenants)
        {
            if (
                await access.Find(tenant, cancel) is { Status: "active" or "read_only" or "suspended" or "terminated" } business
                && await access.FindMember(business, person, cancel) is { } member
                && (business.Status != "terminated" || member.Permissions.Contains(PlatformPermissions.ArchiveTake))
            )
            {
                var own = business.OwnRoles.FirstOrDefault(r => RoleKeys.Of(r.Id) == member.Role);
                links.Add(
                    new(business.Name, business.Slug.Value, member.Role, own?.Name)
                    {
                        Closed =
                            business.Status is "suspended" or "terminated" && member.Permissions.Contains(PlatformPermissions.ArchiveTake),
                    }
                );
            }
        }
        return [.. links.OrderBy(l => l.Name, StringComparer.CurrentCultureIgnoreCase)];
    }

    internal async Task<PersonHeader> Look(PersonId person, CancellationToken cancel)
    {
        await using var batch = databases.Shared.CreateBatch();
        batch.BatchCommands.Add(new PeopleSight(person).Set());
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
