namespace Niaga.Contract;

/// <summary>What a column of a file may hold.</summary>
/// <param name="Key">Stable, as in the API.</param>
/// <param name="Headings">Headings it is known by beside its labels, in any language, folded and without spaces; the surest first.</param>
public sealed record ImportColumn(string Key, params string[] Headings)
{
    /// <summary>What it is called where no text says so: by the business itself.</summary>
    public string? Name { get; init; }

    /// <summary>Key of its label, if not <c>import.{kind}.column.{Key}</c>.</summary>
    public string? Text { get; init; }

    /// <summary>Key of a sentence below its choice, or null.</summary>
    public string? Help { get; init; }

    /// <summary>Nothing comes in without it.</summary>
    public bool Required { get; init; }

    /// <summary>Who may bring it in, beyond the import's own permission; for others it is not there.</summary>
    public string? Permission { get; init; }

    /// <summary>What the one row of the template says.</summary>
    public string Sample { get; init; } = "";

    /// <summary>Key of its label.</summary>
    /// <param name="kind">Key of the <see cref="ImportKind"/>.</param>
    public string TextOf(string kind) => Text ?? $"import.{kind}.column.{Key}";
}
