using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Signing;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Upgrades;

/// <summary>
/// Says that the keys of an ended business are destroyed, once nothing encrypted of it is kept any more: what a backup or a
/// copy still holds of it then opens nowhere. Answers the certificate; whoever asked destroys the keys next.
/// </summary>
[OperatorOnly]
internal sealed class DestroyKeys(
    TenantSession session,
    TenantKeys keys,
    ModuleCatalog modules,
    Databases databases,
    SigningKey signing,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<DestroyKeys, DestroyKeys.Input, DestroyKeys.Certificate>
{
    /// <param name="Reason">Why, for the log and the certificate.</param>
    public sealed record Input(string Reason);

    /// <param name="Text">What the signature stands under, word for word.</param>
    /// <param name="Signature">ECDSA over P-256 and SHA-256.</param>
    /// <param name="KeyId">Which key signed.</param>
    public sealed record Certificate(string Text, byte[] Signature, string KeyId);

    public override async Task<Outcome<Certificate>> Run(Input input, CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        if (input.Reason.Trim() is not { Length: >= 10 and <= 500 } reason)
            return UpgradeErrors.KeysReason();
        var ended = await session.Rows(
            $"SELECT 1 FROM platform.tenants WHERE tenant_id = {tenant} AND status = 'terminated'",
            row => row.GetInt32(0),
            cancel
        );
        if (ended.Count == 0)
            return UpgradeErrors.KeysOfOneAtWork();
        var held = await session.Rows(
            $"SELECT 1 FROM platform.legal_holds WHERE tenant_id = {tenant} AND released_at IS NULL LIMIT 1",
            row => row.GetInt32(0),
            cancel
        );
        if (held.Count > 0)
            return UpgradeErrors.KeysHeld();
        foreach (var (schema, table) in modules.Manifests.SelectMany(m => m.Tables.Select(t => (m.Schema, t))))
        {
            if (await SealedTable.Find(databases, schema, table, cancel) is not { } encrypted)
                continue;
            var left = await session.Rows(
                $"SELECT count(*) FROM {encrypted.Name} WHERE tenant_id = $1",
                [tenant],
                r => r.GetInt64(0),
                cancel
            );
            if (left[0] > 0)
                return UpgradeErrors.KeysNeeded(encrypted.Name, left[0]);
        }
        var files = await session.Rows($"SELECT count(*) FROM platform.files WHERE tenant_id = {tenant}", r => r.GetInt64(0), cancel);
        if (files[0] > 0)
            return UpgradeErrors.KeysNeeded("platform.files", files[0]);

        var wrapped = keys.Folder.Read(session.Tenant);
        var text = AuditTrail.Text(
            new
            {
                certificate = "keys destroyed",
                business = session.Tenant.ToString(),
                at = clock.GetUtcNow(),
                reason,
                dataKeys = wrapped is null ? [] : wrapped.Data.Keys.Concat(wrapped.Escrow.Keys).Order().ToArray(),
                indexKeys = wrapped is null ? [] : wrapped.Index.Keys.Order().ToArray(),
            }
        )!;
        audit.Record("platform.keys_destroyed", "platform.business", session.Tenant.Value, after: new { reason });
        return new Certificate(text, signing.Sign(text), signing.Id);
    }
}
