using System.Data;
using System.Globalization;
using Niaga.Contract;
using Niaga.Platform.Reports;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Reports;

/// <summary>Months follow each other without a gap and are compared month with month, however many days they have.</summary>
public sealed class ReportMonthTests
{
    private sealed class ByMonth() : Report("sample.by_month", "calendar", "sample.view", "sample.export")
    {
        public override IReadOnlyList<ReportColumn> Columns { get; } =
        [new("month", ReportFormat.Month), new("bought", ReportFormat.Whole)];

        public override FormattableString Sql(ReportScope of) => $"SELECT 1";
    }

    private static readonly DateOnly Today = Day("2026-11-30");

    [Fact]
    public void A_month_without_a_row_is_nought_and_one_to_come_is_none()
    {
        Shown(Read(("2026-02-28", 3), ("2026-04-01", 5)), "2026-01-31", "2026-05-15")
            .ShouldBe(["2026-01 0", "2026-02 3", "2026-03 0", "2026-04 5", "2026-05 0"]);
        Shown(Read(("2026-11-02", 1)), "2026-10-01", "2027-03-31").ShouldBe(["2026-10 0", "2026-11 1"]);
        Shown([], "2026-10-31", "2026-11-01").ShouldBe(["2026-10 0", "2026-11 0"]);
    }

    [Theory]
    [InlineData("2026-01-01", "2025-01-01", "2025-02-01", "2026-02-01")]
    [InlineData("2026-03-01", "2026-01-31", "2026-01-05", "2026-03-05")]
    [InlineData("2024-02-29", "2023-02-28", "2023-03-31", "2024-03-01")]
    public void A_month_is_compared_with_the_one_as_far_from_the_beginning(string from, string before, string earlier, string now)
    {
        var table = new ReportTable(new ByMonth());
        var (rows, totals) = table.Compare(Read((now, 7)), Read((earlier, 4)), (Day(from), Day(before)));
        var row = rows.ShouldHaveSingleItem();
        (row.Cells[1].Figure, row.Before![1].Figure).ShouldBe((7, 4));
        (totals.Cells[1].Figure, totals.Before![1].Figure).ShouldBe((7, 4));
    }

    [Fact]
    public void A_month_with_nothing_to_be_compared_with_is_still_counted()
    {
        var table = new ReportTable(new ByMonth());
        var (rows, totals) = table.Compare(Read(("2026-11-01", 7)), Read(("2026-08-01", 4)), (Day("2026-11-01"), Day("2026-10-02")));
        rows.Select(r => (r.Cells[1].Figure, r.Before![1].Figure)).ShouldBe([(7, 0), (0, 4)]);
        totals.Before![1].Figure.ShouldBe(4);
    }

    private static List<string> Shown(List<ReportTable.Read> rows, string from, string to) =>
        new ReportTable(new ByMonth())
            .Fill(rows, (Day(from), Day(to)), Today)
            .ConvertAll(r => $"{ReportText.Value(new("month", ReportFormat.Month), r.Cells[0])} {r.Cells[1].Figure}");

    private static List<ReportTable.Read> Read(params (string Day, int Bought)[] rows)
    {
        using var answer = new DataTable();
        answer.Columns.Add("month", typeof(DateOnly));
        answer.Columns.Add("bought", typeof(long));
        foreach (var (day, bought) in rows)
            answer.Rows.Add(Day(day), (long)bought);
        using var reader = answer.CreateDataReader();
        var (table, read) = (new ReportTable(new ByMonth()), new List<ReportTable.Read>());
        while (reader.Read())
            read.Add(table.Row(reader));
        return read;
    }

    private static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);
}
