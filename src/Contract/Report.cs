namespace Niaga.Contract;

/// <summary>
/// A report: its columns, one statement, and what stands out of it. The kit does the rest: spans of days and their comparison, totals,
/// chart, table, files, paper. Named by the manifest's <see cref="Manifest.Reports"/>; it holds no state. Texts: <c>report.{Key}</c>,
/// <c>report.{Key}.about</c>, <c>report.{Key}.words</c> for search, and of each column <c>report.{module}.column.{column}</c>.
/// </summary>
/// <param name="key">Unique key, such as <c>retail.sales_by_day</c>.</param>
/// <param name="icon">Name of a Tabler icon.</param>
/// <param name="permission">Who may read it.</param>
/// <param name="export">Who of them may take it out as a file.</param>
public abstract class Report(string key, string icon, string permission, string export)
{
    public string Key { get; } = key;

    public string Icon { get; } = icon;

    public string Permission { get; } = permission;

    public string ExportPermission { get; } = export;

    /// <summary>
    /// From left to right. Those without a ratio are what <see cref="Sql"/> selects, in this order; the first names the row.
    /// </summary>
    public abstract IReadOnlyList<ReportColumn> Columns { get; }

    /// <summary>Key of the figure it is about: drawn, compared, and sorted by. The last column unless said otherwise.</summary>
    public virtual string Main => Columns[^1].Key;

    public virtual ReportChart Chart => ReportChart.Bar;

    public virtual ReportPeriod Period => ReportPeriod.Days;

    /// <summary>Key of the preset it is shown for unless somebody says otherwise.</summary>
    public virtual string DefaultSpan => Period == ReportPeriod.Moment ? "today" : "30";

    /// <summary>Where a row leads, with its key for <c>{0}</c>, such as <c>products/{0}</c>.</summary>
    public virtual ReportLink? Link => null;

    /// <summary>The statement. Whole numbers only: sen, thousandths, basis points; each value in braces becomes a parameter.</summary>
    /// <param name="of">Whose rows, of which days.</param>
    public abstract FormattableString Sql(ReportScope of);

    /// <summary>Text of a column's heading.</summary>
    public string TextOf(ReportColumn column) => $"report.{Key[..Key.IndexOf('.', StringComparison.Ordinal)]}.column.{column.Key}";

    /// <summary>Its part of an address: <c>retail-sales-by-day</c>.</summary>
    public string Path => Key.Replace('.', '-').Replace('_', '-');
}

/// <summary>What a report is asked for.</summary>
/// <param name="Tenant">Whose rows.</param>
/// <param name="From">First business day.</param>
/// <param name="To">Last business day, included; of a <see cref="ReportPeriod.Moment"/> the day at whose end things stand so.</param>
public sealed record ReportScope(Guid Tenant, DateOnly From, DateOnly To);

/// <summary>Where a row leads, and who may go there.</summary>
public sealed record ReportLink(string Path, string Permission);

/// <summary>A column of a report.</summary>
/// <param name="Key">Such as <c>takings</c>; the text of its heading is <c>report.{module}.column.{Key}</c>.</param>
/// <param name="Format">What its values are.</param>
public sealed record ReportColumn(string Key, ReportFormat Format)
{
    /// <summary>A figure whose sum over the rows says something.</summary>
    public bool Total { get; init; } = true;

    /// <summary>Who may see it beside the report; the others get the report without it.</summary>
    public string? Permission { get; init; }

    /// <summary>Its values are shown by the texts with this in front, such as <c>retail.payment.</c>.</summary>
    public string? Texts { get; init; }

    /// <summary>Text for a row without a value.</summary>
    public string? Empty { get; init; }

    /// <summary>Of <see cref="ReportFormat.Record"/>: the kind of record, such as <c>trade.customer</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Not on a phone.</summary>
    public bool Detail { get; init; }

    /// <summary>Worked out of two other columns, for each row and for the totals; not selected.</summary>
    public (string Above, string Below)? Of { get; private init; }

    public bool IsFigure => Format >= ReportFormat.Whole;

    /// <summary>Its rows follow each other as time goes by.</summary>
    public bool IsTime => Format is ReportFormat.Day or ReportFormat.Month or ReportFormat.Hour;

    /// <summary>One column divided by another: takings per sale as money, profit of sales as a share.</summary>
    public static ReportColumn Ratio(string key, ReportFormat format, string above, string below) =>
        new(key, format) { Of = (above, below) };
}

/// <summary>What the values of a column are. From <see cref="Whole"/> on they are figures.</summary>
public enum ReportFormat
{
    /// <summary>What tells the row from others where its first column does not; not shown.</summary>
    Key,
    Text,

    /// <summary>A person's id, shown by name.</summary>
    Person,

    /// <summary>A record's id, shown by what it is called: its name lies encrypted, so no statement can read it.</summary>
    Record,
    Day,

    /// <summary>Any day of it; whoever reads sees the month.</summary>
    Month,

    /// <summary>0 to 23.</summary>
    Hour,
    Whole,

    /// <summary>In sen.</summary>
    Money,

    /// <summary>In thousandths.</summary>
    Quantity,

    /// <summary>In basis points.</summary>
    Share,
}

/// <summary>How a report is drawn.</summary>
public enum ReportChart
{
    None,
    Line,
    Bar,
    Doughnut,
}

/// <summary>What a report is asked by.</summary>
public enum ReportPeriod
{
    /// <summary>A span of days.</summary>
    Days,

    /// <summary>The end of a day.</summary>
    Moment,
}
