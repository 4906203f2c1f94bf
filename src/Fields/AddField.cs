using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Fields;

/// <summary>Adds a field to a kind of record, behind the others. Answers its id.</summary>
[Needs(FieldsPermissions.Manage)]
internal sealed class AddField(
    TenantSession session,
    FieldRecords records,
    BusinessFields fields,
    FieldKinds kinds,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<AddField, AddField.Input, Guid>
{
    /// <param name="Kind">Path of a <see cref="FieldKind"/>.</param>
    public sealed record Input(string? Kind, FieldDraft Field);

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var draft = input.Field.Check(refusals);
        var kind = kinds.Find(input.Kind);
        if (kind is null)
            refusals.Insert(0, FieldsErrors.KindUnknown());
        else if (FieldRecords.NameTaken(await fields.Of(kind, cancel), draft.Name, null) is { } taken)
            refusals.Add(taken);
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        var set = await fields.Of(kind!, cancel);
        if (set.Live.Count >= FieldSet.Most)
            return FieldsErrors.TooMany(FieldSet.Most);
        if (set.All.Count >= FieldSet.MostEver)
            return FieldsErrors.TooManyEver(FieldSet.MostEver);

        var (id, now) = (Guid.CreateVersion7(clock.GetUtcNow()), clock.GetUtcNow());
        var key = FieldKeys.Of(draft.Name, "field", set.All.Select(f => f.Key).ToHashSet(StringComparer.Ordinal));
        await session.Execute(
            $"""
            INSERT INTO fields.fields (tenant_id, field_id, subject, key, name, name_key, type, required, listed, help, unit, place,
                created_at)
            VALUES ({session.Tenant.Value}, {id}, {kind!.Subject}, {key}, {draft.Name}, {SearchKey.Of(draft.Name)}, {draft.Type},
                {draft.Required}, {draft.Listed}, {draft.Help}::text, {draft.Unit}::text, {set.All.Count}, {now})
            """,
            cancel
        );
        if (await records.WriteOptions(id, [], draft.Options, cancel) is { } wrong)
            return wrong;
        audit.Record("fields.field_added", FieldRecords.Subject, id, after: FieldRecords.Facts(kind, key, draft));
        return id;
    }

    public override Refusal? Explain(PostgresException violation, Input input) => FieldRecords.Explain(violation, input.Field.Name);
}
