using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Fields;

/// <summary>Changes what a field is called and how it is asked for; values stay, and so do its type and key.</summary>
[Needs(FieldsPermissions.Manage)]
internal sealed class ChangeField(TenantSession session, FieldRecords records, AuditTrail audit)
    : UseCase<ChangeField, ChangeField.Input, Done>
{
    /// <param name="Field">All of it; its type is not read.</param>
    /// <param name="Version">The version the change was made from; null overwrites.</param>
    public sealed record Input(Guid Id, FieldDraft Field, uint? Version);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (await records.Hold(input.Id, cancel) is not { } held)
            return PlatformErrors.NotFound();
        var refusals = new List<Refusal>();
        var draft = (input.Field with { Type = held.Field.Type }).Check(refusals);
        if (!held.Field.Retired && FieldRecords.NameTaken(held.Set, draft.Name, held.Field.Id) is { } taken)
            refusals.Add(taken);
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;
        if (input.Version is { } seen && seen != held.Field.Version)
            return PlatformErrors.ChangedByAnother();
        if (IsSame(held.Field, draft))
            return default(Done);

        if (
            held.Field.Type == FieldTypes.Choice
            && await records.WriteOptions(input.Id, held.Field.Options, draft.Options, cancel) is { } wrong
        )
            return wrong;
        await session.Execute(
            $"""
            UPDATE fields.fields SET name = {draft.Name}, name_key = {SearchKey.Of(draft.Name)}, required = {draft.Required},
                listed = {draft.Listed}, help = {draft.Help}::text, unit = {draft.Unit}::text
            WHERE tenant_id = {session.Tenant.Value} AND field_id = {input.Id}
            """,
            cancel
        );
        audit.Record(
            "fields.field_changed",
            FieldRecords.Subject,
            input.Id,
            FieldRecords.Facts(held.Kind, held.Field),
            FieldRecords.Facts(held.Kind, held.Field.Key, draft)
        );
        return default(Done);
    }

    private static bool IsSame(Field field, FieldDraft.Checked draft) =>
        (field.Name, field.Required, field.Listed, field.Help, field.Unit)
            == (draft.Name, draft.Required, draft.Listed, draft.Help, draft.Unit)
        && field.Options.Where(o => !o.Retired).Select(o => ((Guid?)o.Id, o.Name)).SequenceEqual(draft.Options.Select(o => (o.Id, o.Name)));

    public override Refusal? Explain(PostgresException violation, Input input) => FieldRecords.Explain(violation, input.Field.Name);
}
