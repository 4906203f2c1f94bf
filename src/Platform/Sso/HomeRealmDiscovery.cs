using Niaga.Platform.Data;
using Niaga.Platform.Domains;
using Niaga.Platform.Tenants;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Sso;

/// <summary>
/// Which business speaks for an address's domain. Asked by the domain alone, so that the answer tells nothing of any account.
/// </summary>
internal sealed class HomeRealmDiscovery(Databases databases, AccessCache access)
{
    /// <param name="email">As typed.</param>
    /// <param name="required">Only a business that asks for it.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The path its sign-in begins at, or null.</returns>
    public async Task<string?> For(string? email, bool required, CancellationToken cancel)
    {
        if (!EmailAddress.TryParse(email, out var address))
            return null;

        await using var command = databases.Shared.CreateCommand(
            "SELECT tenant_id FROM platform.verified_domains WHERE domain = $1 AND (sso_required OR NOT $2)"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = address.Domain });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = required });
        if (await command.ExecuteScalarAsync(cancel) is not Guid id)
            return null;

        return await access.Find(new TenantId(id), cancel) is { Status: "active", Sso.Enabled: true } tenant
            ? SsoPath.Of(tenant.Slug.Value)
            : null;
    }

    /// <summary>Whether some business wants everybody with an address of this domain to come in through its own provider.</summary>
    public async Task<bool> IsRequired(EmailAddress address, CancellationToken cancel)
    {
        await using var command = databases.Shared.CreateCommand(
            "SELECT EXISTS (SELECT FROM platform.verified_domains WHERE domain = $1 AND sso_required)"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = address.Domain });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }
}
