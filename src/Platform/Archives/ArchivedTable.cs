using Niaga.Contract;
using Niaga.Platform.Encryption;

namespace Niaga.Platform.Archives;

/// <summary>How a column's values are written in an archive.</summary>
internal enum ColumnForm
{
    /// <summary>As PostgreSQL writes them, in a JSON text.</summary>
    Text,

    /// <summary>Whole numbers, as numbers; money is sen.</summary>
    Number,

    Truth,

    /// <summary>ISO 8601 in UTC, microseconds where there are any.</summary>
    Moment,

    /// <summary>As the JSON they are; lists too.</summary>
    Json,

    /// <summary>Base64.</summary>
    Bytes,

    /// <summary>Encrypted in the database, plain here; one that does not open as an object with what is stored.</summary>
    Personal,
}

/// <param name="Name">Its name.</param>
/// <param name="Type">As PostgreSQL calls it.</param>
/// <param name="Form">How it is written.</param>
internal sealed record ArchivedColumn(string Name, string Type, ColumnForm Form);

/// <summary>A table as an archive takes it.</summary>
/// <param name="Name">Schema and name.</param>
/// <param name="Declared">What its manifest says.</param>
/// <param name="Columns">Those it takes, by name; never the tenant, which is another elsewhere.</param>
/// <param name="Key">The primary key beside the tenant: the order of its rows. Empty where a business has one row.</param>
internal sealed record ArchivedTable(string Name, Table Declared, IReadOnlyList<ArchivedColumn> Columns, IReadOnlyList<ArchivedColumn> Key)
{
    /// <summary>Those of a list of columns; null for one it has not.</summary>
    public IReadOnlyList<ArchivedColumn>? Only(IEnumerable<string> names)
    {
        var asked = names.ToArray();
        var found = asked.Distinct().SelectMany(n => Columns.Where(c => c.Name == n)).ToArray();
        return found.Length == asked.Length ? found : null;
    }

    public PersonalColumn Personal(ArchivedColumn column) => new(Name, column.Name);
}
