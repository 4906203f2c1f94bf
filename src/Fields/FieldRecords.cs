using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Fields;

/// <summary>What adding, changing and retiring fields share. Within a use case's transaction.</summary>
internal sealed class FieldRecords(TenantSession session, BusinessFields fields, FieldKinds kinds, TimeProvider clock)
{
    public const string Subject = "fields.field";

    /// <param name="Kind">Of the records it belongs to.</param>
    internal sealed record Held(FieldKind Kind, FieldSet Set, Field Field);

    /// <summary>A field, held until the transaction ends; null for none of a kind the caller may see.</summary>
    public async Task<Held?> Hold(Guid id, CancellationToken cancel)
    {
        var subjects = await session.Rows(
            $"""
            SELECT subject FROM fields.fields WHERE tenant_id = {session.Tenant.Value} AND field_id = {id} FOR NO KEY UPDATE
            """,
            row => row.GetString(0),
            cancel
        );
        if (subjects is not [var subject] || kinds.OfSubject(subject) is not { } kind)
            return null;

        var set = await fields.Of(kind, cancel);
        return new(kind, set, set.All.Single(f => f.Id == id));
    }

    /// <summary>Writes a choice's options as they shall be: new ones made, named ones renamed and in use, the others retired.</summary>
    /// <returns>Null unless an id is none of the field's.</returns>
    public async Task<Refusal?> WriteOptions(
        Guid field,
        IReadOnlyList<FieldOption> known,
        IReadOnlyList<FieldDraft.Choice> wanted,
        CancellationToken cancel
    )
    {
        var ids = known.Select(o => o.Id).ToHashSet();
        var named = wanted.Where(w => w.Id is not null).Select(w => w.Id!.Value).ToArray();
        if (named.Any(id => !ids.Contains(id)) || named.Distinct().Count() < named.Length)
            return FieldsErrors.OptionOfAnother();

        var (tenant, now) = (session.Tenant.Value, clock.GetUtcNow());
        // Out of the way first: an option may take the name of one that goes, and two may swap theirs.
        await session.Execute(
            $"""
            UPDATE fields.options SET retired_at = coalesce(retired_at, {now}) WHERE tenant_id = {tenant} AND field_id = {field}
                AND retired_at IS NULL
            """,
            cancel
        );
        var keys = known.Select(o => o.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var (option, place) in wanted.Select((o, place) => (o, place)))
        {
            if (option.Id is { } id)
                await session.Execute(
                    $"""
                    UPDATE fields.options SET name = {option.Name}, name_key = {option.Key}, place = {place}, retired_at = NULL
                    WHERE tenant_id = {tenant} AND option_id = {id}
                    """,
                    cancel
                );
            else
                await session.Execute(
                    $"""
                    INSERT INTO fields.options (tenant_id, option_id, field_id, key, name, name_key, place) VALUES ({tenant},
                        {Guid.CreateVersion7(now)}, {field}, {FieldKeys.Of(
                        option.Name,
                        "option",
                        keys
                    )}, {option.Name}, {option.Key}, {place})
                    """,
                    cancel
                );
        }
        return null;
    }

    /// <summary>Facts for the log.</summary>
    public static object Facts(FieldKind kind, string key, FieldDraft.Checked field) =>
        new
        {
            fieldOf = kind.Path,
            fieldKey = key,
            fieldName = field.Name,
            fieldType = field.Type,
            fieldRequired = field.Required,
            fieldListed = field.Listed,
            fieldHelp = field.Help,
            fieldUnit = field.Unit,
            fieldOptions = field.Options.Count == 0 ? null : string.Join(", ", field.Options.Select(o => o.Name)),
        };

    public static object Facts(FieldKind kind, Field field) =>
        Facts(
            kind,
            field.Key,
            new(
                field.Name,
                field.Type,
                field.Required,
                field.Listed,
                field.Help,
                field.Unit,
                [.. field.Options.Where(o => !o.Retired).Select(o => new FieldDraft.Choice(o.Id, o.Name, ""))]
            )
        );

    /// <summary>Why a live field cannot be called so; null where it can.</summary>
    public static Refusal? NameTaken(FieldSet set, string name, Guid? self) =>
        set.Live.FirstOrDefault(f => f.Id != self && SearchKey.Of(f.Name) == SearchKey.Of(name)) is { } other
            ? FieldsErrors.NameTaken(other.Name)
            : null;

    public static Refusal? Explain(PostgresException violation, string? name) =>
        violation.ConstraintName switch
        {
            "fields_at_most" => FieldsErrors.TooMany(FieldSet.Most),
            "fields_at_most_ever" => FieldsErrors.TooManyEver(FieldSet.MostEver),
            "options_at_most" or "options_at_most_ever" => FieldsErrors.TooManyOptions(FieldDraft.MostOptions),
            "fields_name_unique" or "fields_key_unique" => FieldsErrors.NameTaken(name?.Trim() ?? ""),
            _ => null,
        };
}
