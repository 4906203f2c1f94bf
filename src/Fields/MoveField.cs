using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Fields;

/// <summary>Puts a field before or behind others of its kind.</summary>
[Needs(FieldsPermissions.Manage)]
internal sealed class MoveField(TenantSession session, FieldRecords records, AuditTrail audit) : UseCase<MoveField, MoveField.Input, Done>
{
    /// <param name="Place">Among those in use, from 1; beyond the last is the last.</param>
    public sealed record Input(Guid Id, int? Place);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (input.Place is not (>= 1 and <= FieldSet.MostEver))
            return PlatformErrors.Invalid(nameof(input.Place));
        if (await records.Hold(input.Id, cancel) is not { } held)
            return PlatformErrors.NotFound();
        if (held.Field.Retired)
            return FieldsErrors.Retired("Place", held.Field.Name);

        var order = held.Set.Live.Where(f => f.Id != input.Id).Select(f => f.Id).ToList();
        order.Insert(Math.Min(input.Place.Value - 1, order.Count), input.Id);
        Guid[] all = [.. order, .. held.Set.All.Where(f => f.Retired).Select(f => f.Id)];
        // In one order, so that two who move fields at once never wait for each other.
        await session.Execute(
            $"""
            WITH held AS (SELECT field_id FROM fields.fields WHERE tenant_id = {session.Tenant.Value} AND field_id = ANY ({all})
                ORDER BY key FOR NO KEY UPDATE)
            UPDATE fields.fields f SET place = array_position({all}, f.field_id) - 1 FROM held
            WHERE f.tenant_id = {session.Tenant.Value} AND f.field_id = held.field_id
            """,
            cancel
        );
        audit.Record(
            "fields.field_moved",
            FieldRecords.Subject,
            input.Id,
            new { fieldPlace = held.Set.Live.TakeWhile(f => f.Id != input.Id).Count() + 1 },
            new { fieldPlace = order.IndexOf(input.Id) + 1 }
        );
        return default(Done);
    }
}
