namespace Niaga.Contract;

/// <summary>What the time of a table's rows is counted from: computed from the row, never stored beside it.</summary>
public sealed record RowEvent
{
    private RowEvent() { }

    /// <summary>SQL over the row's own columns, a moment or a day; null for rows that go with others.</summary>
    public string? Sql { get; private init; }

    /// <summary>Schema and name of the table whose row it goes with, over the foreign key to it; null for an event of its own.</summary>
    public string? Parent { get; private init; }

    /// <summary>
    /// Its own event, such as <c>sold_at</c> or <c>coalesce(finished_at, created_at)</c>. A row where it is null is not due.
    /// </summary>
    public static RowEvent At(string sql) => new() { Sql = sql };

    /// <summary>Goes when the row it is a part of goes, such as the lines of a sale.</summary>
    /// <param name="table">Schema and name, such as <c>retail.sales</c>.</param>
    public static RowEvent With(string table) => new() { Parent = table };
}

/// <summary>How long rows are kept: floors, laws and periods of each are in <c>RetentionClass</c> of the platform.</summary>
public enum Retention
{
    /// <summary>Tax and accounting records.</summary>
    Accounting,

    /// <summary>Who worked when.</summary>
    Employment,

    /// <summary>What a clinic knows of a patient.</summary>
    Medical,

    /// <summary>The evidence of who did what.</summary>
    Evidence,

    /// <summary>As long as the business is a customer, and then the business's grace.</summary>
    Business,

    /// <summary>Working data without a floor.</summary>
    Transient,

    /// <summary>
    /// What the platform's own work needs for hours or days; its housekeeping clears it at fixed times, no business chooses.
    /// </summary>
    Working,

    /// <summary>The platform's own reference data and bookkeeping, no business's data.</summary>
    Platform,
}
