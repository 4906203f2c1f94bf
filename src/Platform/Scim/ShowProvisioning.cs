using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Members;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Platform.Scim;

/// <summary>How members come from a directory: in which role, with addresses of which domains.</summary>
[Needs(PlatformPermissions.MembersProvision)]
internal sealed class ShowProvisioning(TenantSession session, Provisioning provisioning, GrantCeiling reach)
    : UseCase<ShowProvisioning, Done, ShowProvisioning.View>
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
        var offered = (await reach.Offered(cancel)).Where(r => r.Key != BuiltInRoles.Owner).Select(r => new Offer(r.Key, r.Name));
        return new View(await provisioning.DefaultRole(cancel), [.. offered], await Domains(cancel));
    }

    private async Task<List<string>> Domains(CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "SELECT domain FROM platform.domains WHERE tenant_id = $1 AND verified_at IS NOT NULL ORDER BY domain",
            session.Connection
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var found = new List<string>();
        while (await rows.ReadAsync(cancel))
            found.Add(rows.GetString(0));
        return found;
    }
}
