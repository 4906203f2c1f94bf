using System.Globalization;
using Niaga.Platform.Values;

namespace Niaga.Platform.Exports;

/// <summary>What a cell of an export holds: a spreadsheet counts with amounts and days only where it knows them as such.</summary>
public readonly struct ExportCell
{
    internal enum Kinds
    {
        Empty,
        Text,
        Whole,
        Money,
        Quantity,
        Number,
        Share,
        Day,
        Time,
        Instant,
    }

    private readonly string? text;

    private ExportCell(Kinds kind, string? text = null, decimal number = 0, DateTime moment = default) =>
        (Kind, this.text, Number, Moment) = (kind, text, number, moment);

    internal Kinds Kind { get; }

    /// <summary>In ringgit, units or pieces; a share of one.</summary>
    internal decimal Number { get; }

    /// <summary>In Malaysia.</summary>
    internal DateTime Moment { get; }

    /// <summary>As a reader without number formats sees it: amounts with a dot, days as 2026-11-29.</summary>
    internal string Text =>
        Kind switch
        {
            Kinds.Empty => "",
            Kinds.Text => text!,
            Kinds.Whole => Number.ToString("0", CultureInfo.InvariantCulture),
            Kinds.Money => Number.ToString("0.00", CultureInfo.InvariantCulture),
            Kinds.Quantity => Number.ToString("0.###", CultureInfo.InvariantCulture),
            Kinds.Number => Number.ToString("0.######", CultureInfo.InvariantCulture),
            Kinds.Share => Number.ToString("0.00%", CultureInfo.InvariantCulture),
            Kinds.Day => Moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Kinds.Time => Moment.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
            _ => Moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        };

    /// <summary>The time of day in Malaysia.</summary>
    public static ExportCell TimeOf(DateTimeOffset at) => new(Kinds.Time, moment: Local(at));

    /// <summary>Day and time in Malaysia.</summary>
    public static ExportCell InstantOf(DateTimeOffset at) => new(Kinds.Instant, moment: Local(at));

    /// <summary>Any number, with the digits it has.</summary>
    public static ExportCell NumberOf(decimal number) => new(Kinds.Number, number: number);

    /// <summary>A share in basis points: 12.5 % is 1250.</summary>
    public static ExportCell ShareOf(long basisPoints) => new(Kinds.Share, number: basisPoints / 10_000m);

    public static implicit operator ExportCell(string? text) => string.IsNullOrEmpty(text) ? default : new(Kinds.Text, text);

    public static implicit operator ExportCell(long number) => new(Kinds.Whole, number: number);

    public static implicit operator ExportCell(long? number) => number is { } known ? known : default(ExportCell);

    public static implicit operator ExportCell(Money amount) => new(Kinds.Money, number: amount.Sen / 100m);

    public static implicit operator ExportCell(Money? amount) => amount is { } known ? known : default(ExportCell);

    public static implicit operator ExportCell(Quantity quantity) => new(Kinds.Quantity, number: quantity.Thousandths / 1000m);

    public static implicit operator ExportCell(DateOnly day) => new(Kinds.Day, moment: day.ToDateTime(TimeOnly.MinValue));

    private static DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, MalaysianTime.Zone).DateTime;
}
