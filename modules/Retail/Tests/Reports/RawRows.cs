using Niaga.Platform.Values;
using Niaga.Testing;
using Npgsql;

namespace Niaga.Retail.Tests.Reports;

/// <summary>The tables as they are, each row by itself, so that they are added up here and not by the database.</summary>
internal sealed class RawRows
{
    /// <summary>A sale, or what takes one back, beside when that sale was made and by whom.</summary>
    public sealed record Bill(
        DateOnly Day,
        DateTime At,
        string Kind,
        string Person,
        long Due,
        long Tax,
        long Rounding,
        DateTime SoldAt,
        string Seller
    );

    public sealed record Line(
        DateOnly Day,
        string Kind,
        Guid Bill,
        Guid Product,
        string TaxCode,
        int BasisPoints,
        long Quantity,
        long Total,
        long Tax,
        long? UnitCost,
        bool Restock
    )
    {
        /// <summary>One way for a sale, the other for what takes it back.</summary>
        public int Sign => Kind == "sale" ? 1 : -1;

        public long? Cost =>
            UnitCost is { } unit && (Kind == "sale" || Restock) ? (Money.FromSen(unit) * new Quantity(Quantity)).Sen : null;
    }

    public sealed record Payment(DateOnly Day, string Kind, string Method, long Amount);

    public List<Bill> Bills { get; private init; } = [];

    public List<Line> Lines { get; private init; } = [];

    public List<Payment> Payments { get; private init; } = [];

    public Dictionary<Guid, (string Name, string? Category)> Products { get; private init; } = [];

    public static async Task<RawRows> Read(NiagaApp app, TestBusiness business, DateOnly from, DateOnly to)
    {
        await using var admin = await app.Connect("postgres");
        bool In(DateOnly day) => day >= from && day <= to;
        var of = $"tenant_id = '{business.Tenant}'";
        var sales = await All(
            admin,
            $"SELECT sale_id, business_day, sold_at, cashier_id, total_sen, tax_sen, rounding_sen FROM retail.sales WHERE {of}"
        );
        var backs = await All(
            admin,
            $"""
            SELECT reversal_id, business_day, at, person_id, total_sen, tax_sen, rounding_sen, kind, sale_id
            FROM retail.reversals WHERE {of}
            """
        );
        var lines = await All(
            admin,
            $"""
            SELECT sale_id, line, product_id, tax_code, tax_basis_points, quantity, total_sen, tax_sen, unit_cost_sen
            FROM retail.sale_lines WHERE {of}
            """
        );
        var backLines = await All(
            admin,
            $"SELECT reversal_id, sale_id, sale_line, quantity, total_sen, tax_sen, restock FROM retail.reversal_lines WHERE {of}"
        );
        var payments = await All(admin, $"SELECT sale_id, payment, method, amount_sen FROM retail.sale_payments WHERE {of}");
        var backPayments = await All(admin, $"SELECT reversal_id, sale_id, payment, amount_sen FROM retail.reversal_payments WHERE {of}");
        var categories = (await All(admin, $"SELECT category_id, name FROM retail.categories WHERE {of}")).ToDictionary(
            c => c[0]!,
            c => (string)c[1]!
        );
        var products = await All(admin, $"SELECT product_id, name, category_id FROM retail.products WHERE {of}");

        var saleDay = sales.ToDictionary(s => (Guid)s[0]!, s => Day(s[1]!));
        var sale = sales.ToDictionary(s => (Guid)s[0]!, s => (At: (DateTime)s[2]!, Seller: $"{s[3]}"));
        var backOf = backs.ToDictionary(b => (Guid)b[0]!, b => (Day: Day(b[1]!), Kind: (string)b[7]!));
        var line = lines.ToDictionary(l => ((Guid)l[0]!, (int)l[1]!));
        var method = payments.ToDictionary(p => ((Guid)p[0]!, (int)p[1]!), p => (string)p[2]!);
        return new()
        {
            Bills =
            [
                .. sales
                    .Select(s => new Bill(
                        Day(s[1]!),
                        (DateTime)s[2]!,
                        "sale",
                        $"{s[3]}",
                        (long)s[4]! + (long)s[6]!,
                        (long)s[5]!,
                        (long)s[6]!,
                        (DateTime)s[2]!,
                        $"{s[3]}"
                    ))
                    .Concat(
                        backs.Select(b => new Bill(
                            Day(b[1]!),
                            (DateTime)b[2]!,
                            (string)b[7]!,
                            $"{b[3]}",
                            (long)b[4]! + (long)b[6]!,
                            (long)b[5]!,
                            (long)b[6]!,
                            sale[(Guid)b[8]!].At,
                            sale[(Guid)b[8]!].Seller
                        ))
                    )
                    .Where(b => In(b.Day)),
            ],
            Lines =
            [
                .. lines
                    .Select(l => new Line(
                        saleDay[(Guid)l[0]!],
                        "sale",
                        (Guid)l[0]!,
                        (Guid)l[2]!,
                        (string)l[3]!,
                        (int)l[4]!,
                        (long)l[5]!,
                        (long)l[6]!,
                        (long)l[7]!,
                        (long?)l[8],
                        false
                    ))
                    .Concat(
                        backLines.Select(b =>
                        {
                            var (back, l) = (backOf[(Guid)b[0]!], line[((Guid)b[1]!, (int)b[2]!)]);
                            return new Line(
                                back.Day,
                                back.Kind,
                                (Guid)b[0]!,
                                (Guid)l[2]!,
                                (string)l[3]!,
                                (int)l[4]!,
                                (long)b[3]!,
                                (long)b[4]!,
                                (long)b[5]!,
                                (long?)l[8],
                                (bool)b[6]!
                            );
                        })
                    )
                    .Where(l => In(l.Day)),
            ],
            Payments =
            [
                .. payments
                    .Select(p => new Payment(saleDay[(Guid)p[0]!], "sale", (string)p[2]!, (long)p[3]!))
                    .Concat(
                        backPayments.Select(p => new Payment(
                            backOf[(Guid)p[0]!].Day,
                            backOf[(Guid)p[0]!].Kind,
                            method[((Guid)p[1]!, (int)p[2]!)],
                            (long)p[3]!
                        ))
                    )
                    .Where(p => In(p.Day)),
            ],
            Products = products.ToDictionary(p => (Guid)p[0]!, p => ((string)p[1]!, p[2] is { } c ? categories[c] : null)),
        };
    }

    private static DateOnly Day(object value) => value is DateTime day ? DateOnly.FromDateTime(day) : (DateOnly)value;

    private static async Task<List<object?[]>> All(NpgsqlConnection admin, string sql)
    {
        await using var command = new NpgsqlCommand(sql, admin);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        return rows;
    }
}
