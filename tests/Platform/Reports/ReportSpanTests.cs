using Niaga.Contract;
using Niaga.Platform.Reports;
using Niaga.Platform.Values;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Reports;

/// <summary>Which days a preset means, and what they are compared with.</summary>
public sealed class ReportSpanTests
{
    // A Sunday.
    private static readonly DateOnly Today = new(2026, 11, 29);

    [Theory]
    [InlineData("today", "2026-11-29", "2026-11-29", "2026-11-28", "2026-11-28")]
    [InlineData("yesterday", "2026-11-28", "2026-11-28", "2026-11-27", "2026-11-27")]
    [InlineData("week", "2026-11-23", "2026-11-29", "2026-11-16", "2026-11-22")]
    [InlineData("last_week", "2026-11-16", "2026-11-22", "2026-11-09", "2026-11-15")]
    [InlineData("7", "2026-11-23", "2026-11-29", "2026-11-16", "2026-11-22")]
    [InlineData("30", "2026-10-31", "2026-11-29", "2026-10-01", "2026-10-30")]
    [InlineData("month", "2026-11-01", "2026-11-29", "2026-10-01", "2026-10-29")]
    [InlineData("last_month", "2026-10-01", "2026-10-31", "2026-09-01", "2026-09-30")]
    [InlineData("two_months", "2026-09-01", "2026-10-31", "2026-07-01", "2026-08-31")]
    [InlineData("year", "2026-01-01", "2026-11-29", "2025-01-01", "2025-11-29")]
    [InlineData("last_year", "2025-01-01", "2025-12-31", "2024-01-01", "2024-12-31")]
    // Three weeks before the feast and the feast, and the same of the feast before, wherever the moon put it.
    [InlineData("aidilfitri", "2026-02-28", "2026-03-22", "2025-03-10", "2025-04-01")]
    [InlineData("deepavali", "2026-10-18", "2026-11-08", "2025-09-29", "2025-10-20")]
    [InlineData("chinese_new_year", "2026-01-27", "2026-02-18", "2025-01-08", "2025-01-30")]
    [InlineData("christmas", "2025-12-04", "2025-12-25", "2024-12-04", "2024-12-25")]
    public void A_preset(string key, string from, string to, string beforeFrom, string beforeTo)
    {
        var span = Read(new(Span: key));
        (span.From, span.To).ShouldBe((Day(from), Day(to)));
        span.Before.ShouldBe((Day(beforeFrom), Day(beforeTo)));
    }

    [Fact]
    public void A_week_begins_on_sunday_where_the_weekend_is_friday_and_saturday()
    {
        var span = new ReportSpans(Today, DayOfWeek.Sunday).Read(new(Span: "week"), new Some()).Value;
        (span.From, span.To).ShouldBe((Today, Today));
    }

    [Theory]
    [InlineData("2026-01-31", 2, "2025-11-01", "2025-12-31")]
    [InlineData("2026-02-28", 2, "2025-11-01", "2025-12-31")]
    [InlineData("2026-03-01", 2, "2026-01-01", "2026-02-28")]
    [InlineData("2026-12-31", 2, "2026-09-01", "2026-10-31")]
    public void The_tax_period_is_the_last_one_that_is_over(string today, int months, string from, string to)
    {
        var span = new ReportSpans(Day(today), DayOfWeek.Monday).Preset("two_months").Value;
        (span.From, span.To).ShouldBe((Day(from), Day(to)));
        span.From.AddMonths(months).ShouldBe(span.To.AddDays(1));
    }

    [Fact]
    public void A_feast_that_is_not_over_goes_as_far_as_today_and_so_does_the_one_before()
    {
        var span = new ReportSpans(new(2026, 12, 10), DayOfWeek.Monday).Preset("christmas").Value;
        (span.From, span.To).ShouldBe((new(2026, 12, 4), new(2026, 12, 10)));
        span.Before.ShouldBe((new(2025, 12, 4), new(2025, 12, 10)));
    }

    [Theory]
    [InlineData("2026-09-01", "2026-10-31", "2026-07-01", "2026-08-31")]
    [InlineData("2026-09-02", "2026-09-11", "2026-08-23", "2026-09-01")]
    [InlineData("2026-11-20", null, "2026-11-10", "2026-11-19")]
    public void Days_of_ones_own(string from, string? to, string beforeFrom, string beforeTo)
    {
        var span = Read(new(From: from, To: to));
        (span.From, span.To).ShouldBe((Day(from), to is null ? Today : Day(to)));
        span.Before.ShouldBe((Day(beforeFrom), Day(beforeTo)));
    }

    [Theory]
    [InlineData("fortnight", null, null, "platform.report_span_unknown")]
    [InlineData("30; DROP", null, null, "platform.report_span_unknown")]
    [InlineData(null, "1926-01-01", "2026-01-01", "platform.report_day_too_far")]
    [InlineData(null, "2000-01-01", "2100-01-01", "platform.report_too_long")]
    [InlineData(null, "2001-01-01", "2006-02-01", "platform.report_too_long")]
    [InlineData(null, "0001-01-01", "9999-12-31", "platform.report_day_too_far")]
    [InlineData(null, "2026-02-30", null, "platform.malformed_day")]
    [InlineData(null, "2026-01-01", "01/02/2026", "platform.malformed_day")]
    [InlineData(null, "２０２６-01-01", null, "platform.malformed_day")]
    [InlineData(null, null, "2026-01-01", "platform.required")]
    [InlineData(null, "2026-02-01", "2026-01-01", "platform.report_days_reversed")]
    [InlineData(null, "2027-01-01", null, "platform.report_days_reversed")]
    public void What_is_no_span_is_refused_by_name(string? span, string? from, string? to, string code) =>
        new ReportSpans(Today, DayOfWeek.Monday).Read(new(span, from, to), new Some()).Refusal!.Code.ShouldBe(code);

    [Theory]
    [InlineData(null, "2026-11-30", "platform.report_day_to_come")]
    [InlineData("2026-11-01", null, "platform.report_of_one_day")]
    [InlineData("2026-11-01", "2026-11-29", "platform.report_of_one_day")]
    public void The_end_of_a_day_is_of_one_day_that_has_come(string? from, string? to, string code)
    {
        var spans = new ReportSpans(Today, DayOfWeek.Monday);
        spans.Read(new(From: from, To: to), new Moment()).Refusal!.Code.ShouldBe(code);
        spans.Read(new(To: "2026-11-29"), new Moment()).Value.To.ShouldBe(Today);
    }

    [Fact]
    public void Five_years_are_no_refusal() => Read(new(From: "2020-01-01", To: "2024-12-31")).Days.ShouldBe(ReportSpans.MostDays);

    [Fact]
    public void Holidays_have_their_days()
    {
        MalaysianHolidays.On(new(2026, 3, 22)).ShouldBe("aidilfitri");
        MalaysianHolidays.On(new(2026, 3, 23)).ShouldBeNull();
        MalaysianHolidays.On(new(2026, 8, 31)).ShouldBe("merdeka");
        MalaysianHolidays.On(new(2026, 6, 1)).ShouldBe("agong");
        MalaysianHolidays.On(new(2026, 6, 8)).ShouldBeNull();
        MalaysianHolidays.Of("aidilfitri", 2050).ShouldBeNull();
    }

    private static ReportSpan Read(ReportQuestion asked) => new ReportSpans(Today, DayOfWeek.Monday).Read(asked, new Some()).Value;

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Moment() : Report("some.moment", "cash", "some.view", "some.export")
    {
        public override IReadOnlyList<ReportColumn> Columns { get; } = [new("name", ReportFormat.Text), new("count", ReportFormat.Whole)];

        public override ReportPeriod Period => ReportPeriod.Moment;

        public override FormattableString Sql(ReportScope of) => $"SELECT '', 1";
    }

    private sealed class Some() : Report("some.report", "cash", "some.view", "some.export")
    {
        public override IReadOnlyList<ReportColumn> Columns { get; } = [new("day", ReportFormat.Day), new("count", ReportFormat.Whole)];

        public override FormattableString Sql(ReportScope of) => $"SELECT {of.From}, 1";
    }
}
