using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Npgsql;

namespace Niaga.Platform.UseCases;

/// <summary>
/// Answers kept under a client's <c>Idempotency-Key</c> or a form's mark, written in the transaction they answer for: the same key and
/// request get the same answer and one effect, however many arrive at once; the same key with another request is refused. A refused
/// request keeps nothing, so that it may be repeated.
/// </summary>
internal static class IdempotentResponses
{
    // An answer may hold a secret shown once, or a customer's data; a request's fingerprint covers a password, which could be guessed
    // from it. Both lie there encrypted.
    private const string Purpose = "Niaga.IdempotentResponses";

    /// <summary>Takes the key, or waits for the transaction that has it and reads what it answered.</summary>
    /// <returns>Null when the key is now this transaction's; else the earlier answer, or why there is none to give.</returns>
    public static async Task<Outcome<T>?> Claim<T>(
        TenantSession session,
        IDataProtectionProvider protection,
        IdempotencyKey key,
        CancellationToken cancel
    )
    {
        while (true)
        {
            var claim = Command(
                session,
                """
                INSERT INTO platform.idempotency_keys (tenant_id, key, fingerprint, created_at) VALUES ($1, $2, $3, now())
                ON CONFLICT DO NOTHING RETURNING 1
                """,
                key,
                protection.CreateProtector(Purpose).Protect(key.Fingerprint)
            );
            await using (var claimed = await session.Read(new() { BatchCommands = { claim } }, cancel))
            {
                if (await claimed.ReadAsync(cancel))
                    return null;
            }

            var read = Command(session, "SELECT fingerprint, answer FROM platform.idempotency_keys WHERE tenant_id = $1 AND key = $2", key);
            await using var reader = await session.Read(new() { BatchCommands = { read } }, cancel);
            // Forgotten by age between the two statements: then it is free.
            if (!await reader.ReadAsync(cancel))
                continue;

            return Read<T>(protection, key, reader.GetString(0), reader.GetString(1));
        }
    }

    public static void Keep<T>(TenantSession session, IDataProtectionProvider protection, IdempotencyKey key, T answer)
    {
        var text = JsonSerializer.Serialize(new Kept<T>(typeof(T).FullName!, answer));
        session.WriteAtCommit(
            Command(
                session,
                "UPDATE platform.idempotency_keys SET answer = $3 WHERE tenant_id = $1 AND key = $2",
                key,
                protection.CreateProtector(Purpose).Protect(text)
            )
        );
    }

    /// <summary>The transaction commits, but its answer is not the last word: the key is free again.</summary>
    public static void Release(TenantSession session, IdempotencyKey key) =>
        session.WriteAtCommit(Command(session, "DELETE FROM platform.idempotency_keys WHERE tenant_id = $1 AND key = $2", key));

    private static Outcome<T> Read<T>(IDataProtectionProvider protection, IdempotencyKey key, string fingerprint, string kept)
    {
        try
        {
            var protector = protection.CreateProtector(Purpose);
            if (protector.Unprotect(fingerprint) != key.Fingerprint)
                return key.OfForm ? PlatformErrors.FormSentBefore() : PlatformErrors.IdempotencyKeyReused();

            var text = protector.Unprotect(kept);
            if (JsonSerializer.Deserialize<Kept<T>>(text) is not { Answer: { } answer, Type: var type } || type != typeof(T).FullName)
                return PlatformErrors.IdempotencyAnswerGone();

            key.DoneBefore();
            return answer;
        }
        catch (Exception e) when (e is JsonException or CryptographicException)
        {
            // Written by a version whose answers look otherwise, or under a key that is gone. The act itself was done.
            return PlatformErrors.IdempotencyAnswerGone();
        }
    }

    private static NpgsqlBatchCommand Command(TenantSession session, string sql, IdempotencyKey key, params ReadOnlySpan<string> more)
    {
        var command = new NpgsqlBatchCommand(sql)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value },
                new NpgsqlParameter<string> { TypedValue = key.Key },
            },
        };
        foreach (var value in more)
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        return command;
    }

    private sealed record Kept<T>(string Type, T Answer);
}
