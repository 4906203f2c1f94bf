using System.Data.Common;
using Niaga.Platform.Data;

namespace Niaga.Fields;

/// <summary>The fields that a business made for its records. Remembered.</summary>
public sealed class BusinessFields(TenantSession session)
{
    private sealed record All(IReadOnlyDictionary<string, FieldSet> Sets);

    private sealed record Row(string Subject, Field Field, FieldOption? Option);

    /// <summary>Those of one kind of record.</summary>
    public async ValueTask<FieldSet> Of(FieldKind kind, CancellationToken cancel) =>
        (await session.Remember(() => Read(cancel))).Sets.GetValueOrDefault(kind.Subject, FieldSet.None);

    /// <summary>Those of every kind, by what the audit log calls its records.</summary>
    public async ValueTask<IReadOnlyDictionary<string, FieldSet>> OfAll(CancellationToken cancel) =>
        (await session.Remember(() => Read(cancel))).Sets;

    /// <summary>
    /// Whoever retires one of these fields waits for this transaction, or is seen by it: for values that the database cannot read.
    /// </summary>
    public Task HoldInUse(FieldKind kind, string[] keys, CancellationToken cancel) =>
        keys.Length == 0
            ? Task.CompletedTask
            : session.Execute($"SELECT fields.hold_in_use({session.Tenant.Value}, {kind.Subject}, {keys})", cancel);

    private async Task<All> Read(CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        var rows = await session.Rows(
            $"""
            SELECT f.subject, f.field_id, f.key, f.name, f.type, f.required, f.listed, f.help, f.unit, f.retired_at IS NOT NULL, f.xmin,
                o.option_id, o.key, o.name, o.retired_at IS NOT NULL
            FROM fields.fields f LEFT JOIN fields.options o ON o.tenant_id = f.tenant_id AND o.field_id = f.field_id
            WHERE f.tenant_id = {tenant} ORDER BY f.place, f.field_id, o.place, o.option_id
            """,
            RowOf,
            cancel
        );
        return new(
            rows.GroupBy(r => r.Field.Id)
                .Select(g =>
                    g.First() with
                    {
                        Field = g.First().Field with { Options = [.. g.Select(r => r.Option).OfType<FieldOption>()] },
                    }
                )
                .GroupBy(r => r.Subject)
                .ToDictionary(g => g.Key, g => new FieldSet([.. g.Select(r => r.Field)]))
        );
    }

    private static Row RowOf(DbDataReader row) =>
        new(
            row.GetString(0),
            new(
                row.GetGuid(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetBoolean(5),
                row.GetBoolean(6),
                row.IsDBNull(7) ? null : row.GetString(7),
                row.IsDBNull(8) ? null : row.GetString(8),
                row.GetBoolean(9),
                [],
                row.GetFieldValue<uint>(10)
            ),
            row.IsDBNull(11) ? null : new(row.GetGuid(11), row.GetString(12), row.GetString(13), row.GetBoolean(14))
        );
}
