namespace Niaga.Platform.Subjects;

/// <summary>
/// What a module keeps of somebody, told to them when they ask (PDPA 2010 s.30). A test walks the personal columns of all manifests and
/// fails where none tells one and its table does not say why.
/// </summary>
public interface ISubjectSource
{
    /// <summary>The personal columns it tells, such as <c>trade.customers.name</c>.</summary>
    IReadOnlyList<string> Tells { get; }

    /// <summary>All it keeps of them, written down as shown, without naming others; of a kind it does not know, nothing.</summary>
    Task<IReadOnlyList<SubjectTable>> Of(Subject subject, CancellationToken cancel);
}

/// <summary>Rows about somebody.</summary>
/// <param name="Table">Schema and name.</param>
/// <param name="Columns">Their names; a label is the text <c>personal.{Table}.{column}</c> where there is one.</param>
/// <param name="Rows">Texts, numbers, days, moments or null, in the order of the columns.</param>
public sealed record SubjectTable(string Table, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    /// <summary>Columns of what is theirs alone; in any other somebody may have written of others, whose names are masked.</summary>
    public IReadOnlyList<string> Own { get; init; } = [];

    /// <summary>Files that belong to them.</summary>
    public IReadOnlyList<SubjectFile> Files { get; init; } = [];
}

/// <summary>A file about somebody.</summary>
/// <param name="Id">In the business's files.</param>
/// <param name="Name">What it is called.</param>
public sealed record SubjectFile(Guid Id, string Name);
