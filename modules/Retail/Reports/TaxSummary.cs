using Niaga.Contract;

namespace Niaga.Retail.Reports;

/// <summary>
/// What the SST-02 return asks for: by tax and rate, the value without tax and the tax of what was sold, and of credit notes of the period
/// apart, since they are deducted. A sale voided on its own day took no place.
/// </summary>
internal sealed class TaxSummary() : Report("retail.tax_summary", icon: "receipt-tax", Permissions.SalesView, Permissions.Export)
{
    public override IReadOnlyList<ReportColumn> Columns { get; } =
    [
        new("tax_key", ReportFormat.Key),
        new("tax_code", ReportFormat.Text) { Texts = "tax." },
        new("rate", ReportFormat.Share) { Total = false },
        new("value_sold", ReportFormat.Money) { Detail = true },
        new("tax_sold", ReportFormat.Money),
        new("value_credited", ReportFormat.Money) { Detail = true },
        new("tax_credited", ReportFormat.Money) { Detail = true },
        new("value", ReportFormat.Money),
        new("tax_due", ReportFormat.Money),
    ];

    public override string DefaultSpan => "two_months";

    public override FormattableString Sql(ReportScope of) =>
        $"""
            SELECT tax_code || ' ' || tax_basis_points, tax_code, tax_basis_points, sold - sold_tax, sold_tax, credited - credited_tax,
                credited_tax, sold - sold_tax - credited + credited_tax, sold_tax - credited_tax
            FROM (
                SELECT tax_code, tax_basis_points,
                    coalesce(sum(CASE kind WHEN 'sale' THEN total_sen WHEN 'void' THEN -total_sen END), 0)::bigint AS sold,
                    coalesce(sum(CASE kind WHEN 'sale' THEN tax_sen WHEN 'void' THEN -tax_sen END), 0)::bigint AS sold_tax,
                    coalesce(sum(total_sen) FILTER (WHERE kind = 'refund'), 0)::bigint AS credited,
                    coalesce(sum(tax_sen) FILTER (WHERE kind = 'refund'), 0)::bigint AS credited_tax
                FROM retail.lines_of({of.Tenant}, {of.From}, {of.To})
                GROUP BY tax_code, tax_basis_points
            ) t
            """;
}
