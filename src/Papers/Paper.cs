using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Papers;

/// <summary>
/// What stands on a paper of the business, once for every size of paper: a module fills it from its data, <see cref="Output.PaperPrinter"/>
/// makes the A4 sheet, the slips and the printer's bytes of it, below the business's letterhead.
/// </summary>
/// <param name="title">What it is, such as "Receipt".</param>
/// <param name="number">Its number; names the file, too.</param>
/// <param name="words">The language of what the paper says by itself, and of dates.</param>
public sealed class Paper(string title, string number, Words words)
{
    private readonly List<(string Label, string Value)> facts = [];
    private readonly List<(string Label, string Value, bool Strong)> sums = [];
    private readonly List<string> notes = [];
    private readonly List<PaperTable> tables = [];

    internal string Title { get; } = title;

    internal string Number { get; } = number;

    internal Words Words { get; } = words;

    internal IReadOnlyList<(string Label, string Value)> Facts => facts;

    internal IReadOnlyList<PaperTable> Tables => tables;

    internal IReadOnlyList<(string Label, string Value, bool Strong)> Sums => sums;

    internal IReadOnlyList<string> Notes => notes;

    internal (string Text, IReadOnlyList<string> Details)? Stamped { get; private set; }

    internal (string Label, IReadOnlyList<string> Lines)? Addressee { get; private set; }

    internal (string Text, string Caption)? QrCode { get; private set; }

    internal string? Bars { get; private set; }

    internal PaperPlace? Place { get; private set; }

    /// <summary>Something one would look for at the head: its date, who served.</summary>
    /// <param name="value">Text, an amount, a quantity, a day or a time; null or empty leaves it out.</param>
    public Paper Fact(string label, object? value)
    {
        if (PaperTable.Show(value, Words) is { Length: > 0 } text)
            facts.Add((label, text));
        return this;
    }

    /// <summary>Whom it is for.</summary>
    public Paper To(string label, params IReadOnlyList<string> lines)
    {
        Addressee = (label, lines);
        return this;
    }

    /// <summary>Of which place it is; null is of the business as a whole.</summary>
    public Paper At(PaperPlace? place)
    {
        Place = place;
        return this;
    }

    /// <summary>What has to be seen before all else: that it was voided.</summary>
    public Paper Stamp(string text, params IReadOnlyList<string> details)
    {
        Stamped = (text, details);
        return this;
    }

    /// <summary>Rows with their columns. The first column takes the room the others leave; amounts and quantities stand right.</summary>
    /// <param name="rows">In their order.</param>
    /// <param name="onSlip">What stands below a row's first column on paper too narrow for the middle ones, such as "2 × RM3.50".</param>
    /// <param name="columns">From left to right; the last is the row's amount.</param>
    public Paper Table<T>(IEnumerable<T> rows, Func<T, string?> onSlip, params IReadOnlyList<PaperColumn<T>> columns)
    {
        ArgumentNullException.ThrowIfNull(onSlip);
        tables.Add(
            new(
                [.. columns.Select(c => c.Head)],
                [.. columns.Select(c => c.Right)],
                [.. columns.Select(c => c.Detail)],
                [.. rows.Select(row => new PaperTable.Row([.. columns.Select(c => c.Value(row))], onSlip(row) ?? "", Words))]
            )
        );
        return this;
    }

    /// <summary>An amount below the table.</summary>
    /// <param name="strong">The one that counts.</param>
    public Paper Sum(string label, Money amount, bool strong = false)
    {
        sums.Add((label, amount.ToString(), strong));
        return this;
    }

    public Paper Qr(string text, string caption)
    {
        QrCode = (text, caption);
        return this;
    }

    /// <summary>A barcode of EAN digits, or of any printable ASCII as Code 128.</summary>
    public Paper Barcode(string text)
    {
        Bars = text;
        return this;
    }

    /// <summary>A sentence at the end.</summary>
    public Paper Note(string text)
    {
        notes.Add(text);
        return this;
    }
}

/// <summary>A column of a paper's table.</summary>
/// <param name="Head">Its heading.</param>
/// <param name="Value">Text, an amount, a quantity, a number, a day or a time, each written as people read it.</param>
/// <param name="Right">Stands right as amounts and quantities do by themselves: a rate.</param>
/// <param name="Detail">Left out where a sheet is too narrow for all of them.</param>
public sealed record PaperColumn<T>(string Head, Func<T, object?> Value, bool Right = false, bool Detail = false);
