namespace Niaga.Ui;

/// <summary>Something that takes time on a <see cref="Calendar"/>.</summary>
/// <param name="Id">Its id, as the address it is moved by has it.</param>
/// <param name="Resource">Id of the row or column it stands in.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends, later than it begins; across midnight too.</param>
/// <param name="Title">What it is called.</param>
public sealed record CalendarEvent(string Id, string Resource, DateTimeOffset Start, DateTimeOffset End, string Title)
{
    /// <summary>Smaller, below the title.</summary>
    public string? Detail { get; init; }

    /// <summary>A word on its standing, such as "Draft"; drawn with a broken edge.</summary>
    public string? Mark { get; init; }

    /// <summary>Its page, without a leading slash.</summary>
    public string? Href { get; init; }

    /// <summary>Tells kinds apart, beside the words.</summary>
    public CalendarColour Colour { get; init; }

    /// <summary>The version it was read with, which a move sends along; null for what cannot be moved.</summary>
    public uint? Version { get; init; }
}

/// <summary>Who or what an event belongs to: a person, a room, a table.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Note">Smaller, beside the name: hours, a title.</param>
public sealed record CalendarResource(string Id, string Name, string? Note = null);

/// <summary>Colours that keep their contrast in light and dark.</summary>
public enum CalendarColour
{
    Blue,
    Green,
    Amber,
    Grey,
}
