using System.Security.Cryptography;
using System.Text;
using Niaga.Platform.Data;
using Npgsql;

namespace Niaga.Identity.Sso;

/// <summary>Lets something through once, over all nodes; the platform's housekeeping forgets it after a day.</summary>
internal static class ReplayGuard
{
    // No client can send it: a header holds no control characters.
    private const string Mark = "\u001Fonce ";

    public static async Task<bool> Take(TenantSession session, string what, CancellationToken cancel)
    {
        await using var claim = new NpgsqlCommand(
            """
            INSERT INTO platform.idempotency_keys (tenant_id, key, fingerprint, created_at) VALUES ($1, $2, '', now())
            ON CONFLICT DO NOTHING
            """,
            session.Connection
        );
        claim.Parameters.AddWithValue(session.Tenant.Value);
        claim.Parameters.AddWithValue(Mark + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what))));
        return await claim.ExecuteNonQueryAsync(cancel) == 1;
    }
}
