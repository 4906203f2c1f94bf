using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Fields;

/// <summary>Takes a field off forms, lists and files. What records hold in it stays, and it can be brought back.</summary>
[Needs(FieldsPermissions.Manage)]
internal sealed class RetireField(TenantSession session, FieldRecords records, AuditTrail audit, TimeProvider clock)
    : UseCase<RetireField, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid input, CancellationToken cancel)
    {
        if (await records.Hold(input, cancel) is not { } held)
            return PlatformErrors.NotFound();
        if (held.Field.Retired)
            return default(Done);

        await session.Execute(
            $"""
            UPDATE fields.fields SET retired_at = {clock.GetUtcNow()} WHERE tenant_id = {session.Tenant.Value} AND field_id = {input}
            """,
            cancel
        );
        audit.Record(
            "fields.field_retired",
            FieldRecords.Subject,
            input,
            after: new { fieldOf = held.Kind.Path, fieldName = held.Field.Name }
        );
        return default(Done);
    }
}
