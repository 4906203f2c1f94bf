namespace Niaga.Contract;

/// <summary>
/// Something a business's people are told. Its texts are <c>notification.{Key}</c> (what it is called), <c>notification.{Key}.title</c>
/// and <c>notification.{Key}.about</c>; in the last two <c>{{name}}</c> stands for a placeholder.
/// A kind that goes by mail also has an example of each placeholder: <c>notification.{Key}.{placeholder}</c>.
/// </summary>
/// <param name="Key">Unique key, such as <c>retail.low_stock</c>.</param>
/// <param name="Icon">Name of a Tabler icon.</param>
/// <param name="Permission">Who may get it; null for what is only ever told to a named person.</param>
/// <param name="Placeholders">Names of what changes from one to the next, such as <c>product</c>.</param>
public sealed record NotificationKind(string Key, string Icon, string? Permission, params string[] Placeholders)
{
    /// <summary>Whether it also goes by mail.</summary>
    public ByMail Mail { get; init; } = ByMail.IfWanted;

    /// <summary>Told to named persons, of whom only those with this permission come to be named; null for anybody.</summary>
    public string? NamedWith { get; init; }

    /// <summary>Told to whoever brought in a file: it needs the permission of some kind of import.</summary>
    public bool ToImporters { get; init; }

    /// <summary>Security: it stands in the inbox whatever a person chose, and its mail waits for nothing.</summary>
    public bool Always { get; init; }
}

/// <summary>Whether a kind of notification goes by mail.</summary>
public enum ByMail
{
    /// <summary>Once a person asks for it.</summary>
    IfWanted,

    /// <summary>Until a person says no.</summary>
    UnlessUnwanted,

    /// <summary>Not here: it has a mail of its own.</summary>
    Never,
}
