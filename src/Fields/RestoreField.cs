using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Fields;

/// <summary>Brings a retired field back, with all that records hold in it.</summary>
[Needs(FieldsPermissions.Manage)]
internal sealed class RestoreField(TenantSession session, FieldRecords records, AuditTrail audit) : UseCase<RestoreField, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid input, CancellationToken cancel)
    {
        if (await records.Hold(input, cancel) is not { } held)
            return PlatformErrors.NotFound();
        if (!held.Field.Retired)
            return default(Done);
        if (FieldRecords.NameTaken(held.Set, held.Field.Name, input) is { } taken)
            return taken;
        if (held.Set.Live.Count >= FieldSet.Most)
            return FieldsErrors.TooMany(FieldSet.Most);

        await session.Execute(
            $"UPDATE fields.fields SET retired_at = NULL WHERE tenant_id = {session.Tenant.Value} AND field_id = {input}",
            cancel
        );
        audit.Record(
            "fields.field_restored",
            FieldRecords.Subject,
            input,
            after: new { fieldOf = held.Kind.Path, fieldName = held.Field.Name }
        );
        return default(Done);
    }

    public override Refusal? Explain(PostgresException violation, Guid input) => FieldRecords.Explain(violation, null);
}
