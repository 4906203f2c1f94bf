using Microsoft.AspNetCore.Components;

namespace Niaga.Ui;

/// <summary>A column of a <see cref="DataTable{T}"/>. The first one carries the row's link and is a card's title on a phone.</summary>
/// <typeparam name="T">What a row shows.</typeparam>
public sealed class Column<T> : ComponentBase
{
    /// <summary>Heading; on a phone the label beside the value.</summary>
    [Parameter, EditorRequired]
    public string Header { get; set; } = "";

    /// <summary>Key in <c>?sort=</c> (descending: <c>-key</c>); without one the column does not sort.</summary>
    [Parameter]
    public string? Sort { get; set; }

    /// <summary>Lets the reader leave the column out, where the table names its list; without one it is always shown.</summary>
    [Parameter]
    public string? Key { get; set; }

    /// <summary>Right-aligned in tabular figures.</summary>
    [Parameter]
    public bool Number { get; set; }

    /// <summary>Right-aligned: for the row's own acts.</summary>
    [Parameter]
    public bool End { get; set; }

    /// <summary>In a card's upper corner on a phone, without a label: the status, or the sum.</summary>
    [Parameter]
    public bool Corner { get; set; }

    /// <summary>Left out of the card on a phone.</summary>
    [Parameter]
    public bool HideOnPhone { get; set; }

    [Parameter]
    public RenderFragment<T>? ChildContent { get; set; }

    /// <summary>Below the rows: the column's total.</summary>
    [Parameter]
    public RenderFragment? Foot { get; set; }

    [CascadingParameter]
    private DataTable<T> Table { get; set; } = null!;

    /// <summary>Classes of the column's cells.</summary>
    internal string Classes { get; private set; } = "";

    /// <summary>The same, of a row's first cell.</summary>
    internal string TitleClasses { get; private set; } = "";

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        // Once, not for every cell.
        Classes = string.Join(
            ' ',
            new[]
            {
                Number ? "number" : null,
                End ? "at-end" : null,
                Corner ? "is-corner" : null,
                HideOnPhone ? "is-hidden-on-phone" : null,
            }.Where(c => c is not null)
        );
        TitleClasses = Classes.Length == 0 ? "is-title" : Classes + " is-title";
        Table.Take(this);
    }
}
