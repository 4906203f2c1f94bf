using System.Data.Common;
using Niaga.Platform.Data;

namespace Niaga.Fields;

/// <summary>The fields that a business made for its records. Remembered.</summary>
public sealed class BusinessFields(TenantSession session)
{
    private sealed record All(IReadOnlyDictionary<string, FieldSet> Sets);

    private sealed record Row(string Subject, Field Field);

    private sealed record OptionRow(Guid Field, FieldOption Option);

    /// <summary>Those of one kind of record.</summary>
    public async ValueTask<FieldSet> Of(FieldKind kind, CancellationToken cancel) =>
        (await session.Remember(() => Read(cancel))).Sets.GetValueOrDefault(kind.Subject, FieldSet.None);

    private async Task<All> Read(CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        var reading = session.Rows(
            $"""
            SELECT subject, field_id, key, name, type, required, listed, help, unit, retired_at IS NOT NULL, xmin
            FROM fields.fields WHERE tenant_id = {tenant} ORDER BY place, field_id
            """,
            RowOf,
            cancel
        );
        // Within a transaction one connection reads one thing at a time.
        if (session.InTransaction)
            await reading;
        var choosing = session.Rows(
            $"""
            SELECT field_id, option_id, key, name, retired_at IS NOT NULL FROM fields.options
            WHERE tenant_id = {tenant} ORDER BY place, option_id
            """,
            row => new OptionRow(row.GetGuid(0), new(row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetBoolean(4))),
            cancel
        );
        await Task.WhenAll(reading, choosing);
        var options = (await choosing).ToLookup(o => o.Field, o => o.Option);
        return new(
            (await reading)
                .GroupBy(r => r.Subject)
                .ToDictionary(g => g.Key, g => new FieldSet([.. g.Select(r => r.Field with { Options = [.. options[r.Field.Id]] })]))
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
            )
        );
}
