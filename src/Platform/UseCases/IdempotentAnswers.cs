using Microsoft.AspNetCore.DataProtection;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;
using Npgsql;

namespace Niaga.Platform.UseCases;

/// <summary>
/// Answers kept under a client's <c>Idempotency-Key</c>, written in the transaction they answer for: the same key and request
/// get the same answer and one effect, however many arrive at once; the same key with another request is refused.
/// </summary>
internal static class IdempotentAnswers
{
    // An answer may hold a secret shown once, or a customer's data; a request's fingerprint covers a password, which could be guessed
    // from it. Both lie there encrypted.
    private const string Purpose = "Niaga.IdempotentAnswers";

    internal sealed record Claimed(string? Answer, Refusal? Refusal);

    /// <summary>Takes the key, or waits for the transaction that has it and reads what it answered.</summary>
    public static async Task<Claimed> Claim(TenantSession session, IDataProtectionProvider protection, IdempotencyKey key, CancellationToken cancel)
    {
        await using var claim = new NpgsqlCommand(
            "INSERT INTO platform.idempotency_keys (tenant_id, key, fingerprint, created_at) VALUES ($1, $2, $3, now()) ON CONFLICT DO NOTHING", session.Connection);
        claim.Parameters.AddWithValue(session.Tenant.Value);
        claim.Parameters.AddWithValue(key.Key);
        claim.Parameters.AddWithValue(protection.CreateProtector(Purpose).Protect(key.Fingerprint));
        if (await claim.ExecuteNonQueryAsync(cancel) == 1) return new(null, null);
        await using var read = new NpgsqlCommand("SELECT fingerprint, answer FROM platform.idempotency_keys WHERE tenant_id = $1 AND key = $2", session.Connection);
        read.Parameters.AddWithValue(session.Tenant.Value);
        read.Parameters.AddWithValue(key.Key);
        await using var reader = await read.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        var protector = protection.CreateProtector(Purpose);
        return protector.Unprotect(reader.GetString(0)) == key.Fingerprint ? new(protector.Unprotect(reader.GetString(1)), null) : new(null, PlatformErrors.IdempotencyKeyReused());
    }

    public static async Task Keep(TenantSession session, IDataProtectionProvider protection, IdempotencyKey key, string answer, CancellationToken cancel)
    {
        await using var keep = new NpgsqlCommand("UPDATE platform.idempotency_keys SET answer = $3 WHERE tenant_id = $1 AND key = $2", session.Connection);
        keep.Parameters.AddWithValue(session.Tenant.Value);
        keep.Parameters.AddWithValue(key.Key);
        keep.Parameters.AddWithValue(protection.CreateProtector(Purpose).Protect(answer));
        await keep.ExecuteNonQueryAsync(cancel);
    }
}
