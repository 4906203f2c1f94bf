using System.Data.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using Niaga.Contract;
using Niaga.Fields;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Modules;
using Niaga.Platform.Web;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Niaga.Trade;
using Niaga.Trade.Customers;
using Summary = Niaga.Trade.Customers.CustomersByCursor.CustomerSummary;

namespace Niaga.Bench;

/// <summary>
/// The API's list of customers twice more, behind the same checks and with the same answer: of a table in which every value lies plain, and
/// of the encrypted one without a line about who looked. What the real one takes beyond these is the price of each. In the bench alone.
/// </summary>
internal sealed class PlainCustomers : IModuleStartup
{
    public static Manifest Manifest { get; } =
        new()
        {
            Key = "bench",
            Assembly = typeof(PlainCustomers).Assembly,
            Parts = typeof(PlainCustomers),
        };

    /// <summary>The very statement of the real list, of the plain tables.</summary>
    private static readonly string Statement = CustomersByCursor
        .Since.Replace("trade.customers", "bench_plain.customers", StringComparison.Ordinal)
        .Replace("trade.customer_contacts", "bench_plain.customer_contacts", StringComparison.Ordinal);

    public void AddServices(IServiceCollection services) { }

    public void MapApi(IEndpointRouteBuilder api)
    {
        api.MapGet("/plain-customers", Plain).WithMetadata(new NeedsAttribute(TradePermissions.CustomersView));
        api.MapGet("/unlogged-customers", Unlogged).WithMetadata(new NeedsAttribute(TradePermissions.CustomersView));
    }

    public void MapFiles(IEndpointRouteBuilder site) { }

    /// <summary>Copies a business's customers as they were written, before they are encrypted.</summary>
    public static async Task Copy(NiagaApp app, TestBusiness shop)
    {
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run(
            $"""
            CREATE SCHEMA bench_plain;
            GRANT USAGE ON SCHEMA bench_plain TO niaga_app;
            CREATE TABLE bench_plain.customers AS SELECT tenant_id, customer_id, kind, name_plain AS name, group_id, NULL::text AS own,
                fields, merged_into, archived_at, deleted_at, created_at, updated_at FROM trade.customers WHERE tenant_id = '{shop.Tenant}';
            ALTER TABLE bench_plain.customers ADD PRIMARY KEY (tenant_id, customer_id);
            CREATE TABLE bench_plain.customer_contacts AS SELECT tenant_id, contact_id, customer_id, kind, value_plain AS value, place
                FROM trade.customer_contacts WHERE tenant_id = '{shop.Tenant}';
            ALTER TABLE bench_plain.customer_contacts ADD PRIMARY KEY (tenant_id, contact_id);
            CREATE INDEX ON bench_plain.customer_contacts (tenant_id, customer_id);
            CALL platform.isolate('bench_plain.customers', 'SELECT', 'DELETE');
            CALL platform.isolate('bench_plain.customer_contacts', 'SELECT', 'DELETE');
            ANALYZE bench_plain.customers, bench_plain.customer_contacts
            """
        );
    }

    private static Task<Ok<CursorPage<Summary>>> Plain(
        BusinessFields own,
        TenantSession session,
        int limit,
        string? cursor,
        CancellationToken cancel
    ) =>
        Page(
            own,
            limit,
            cursor,
            async (most, after) => await session.Rows(Statement, [session.Tenant.Value, most, after], Read, cancel),
            cancel
        );

    private static Task<Ok<CursorPage<Summary>>> Unlogged(
        BusinessFields own,
        TenantSession session,
        DisclosureLog disclosures,
        int limit,
        string? cursor,
        CancellationToken cancel
    ) =>
        Page(
            own,
            limit,
            cursor,
            async (most, after) =>
            {
                var closed = await session.Rows(
                    CustomersByCursor.Since,
                    [session.Tenant.Value, most, after],
                    CustomersByCursor.Read,
                    cancel
                );
                var work = await disclosures.ForWork(cancel);
                return
                [
                    .. closed.Select(c => new Summary(
                        c.Id,
                        work.Text(c.Name, c.Id)!,
                        c.Kind,
                        work.Text(c.Phone?.Value, c.Id, c.Phone?.Id),
                        work.Text(c.Email?.Value, c.Id, c.Email?.Id),
                        c.Group,
                        c.Archived,
                        c.CreatedAt,
                        CustomerRecords.FieldsOf(work, c.Id, c.Fields, c.Own)
                    )),
                ];
            },
            cancel
        );

    /// <summary>As the real list turns its pages.</summary>
    private static async Task<Ok<CursorPage<Summary>>> Page(
        BusinessFields own,
        int limit,
        string? cursor,
        Func<int, Guid, Task<List<Summary>>> read,
        CancellationToken cancel
    )
    {
        var set = await own.Of(CustomerOwnFields.Kind, cancel);
        var after = Guid.Empty;
        if (cursor is not null && !Cursors.TryRead("customers", cursor, out _, out after))
            throw new InvalidOperationException("A cursor of the bench cannot be read.");
        var rows = await read(limit + 1, after);
        var more = rows.Count > limit;
        if (more)
            rows.RemoveAt(limit);
        var next = more ? Cursors.Write("customers", "", rows[^1].Id) : null;
        return TypedResults.Ok(new CursorPage<Summary>([.. rows.Select(c => c with { Fields = set.Shown(c.Fields) })], next));
    }

    private static Summary Read(DbDataReader row)
    {
        var open = FieldValues.Of(row.GetString(10));
        return new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.IsDBNull(4) ? null : row.GetString(4),
            row.IsDBNull(6) ? null : row.GetString(6),
            row.IsDBNull(7) ? null : row.GetString(7),
            row.GetBoolean(8),
            row.GetFieldValue<DateTimeOffset>(9),
            row.IsDBNull(11) ? open : open.With(FieldValues.Of(row.GetString(11)))
        );
    }
}
