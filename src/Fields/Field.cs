namespace Niaga.Fields;

/// <summary>A field of a business's own, for one kind of record.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">Made of its first name and never changed: values and the API know it by this.</param>
/// <param name="Name">In the business's words.</param>
/// <param name="Type">One of <see cref="FieldTypes"/>.</param>
/// <param name="Required">No record is made without it.</param>
/// <param name="Listed">The list shows it unless its reader leaves it out.</param>
/// <param name="Help">A sentence below it, or null.</param>
/// <param name="Unit">What stands behind a number, or null.</param>
/// <param name="Retired">It takes no new values; what records have stays.</param>
/// <param name="Options">Of a choice, in order, retired ones too.</param>
/// <param name="Version">Of its row.</param>
public sealed record Field(
    Guid Id,
    string Key,
    string Name,
    string Type,
    bool Required,
    bool Listed,
    string? Help,
    string? Unit,
    bool Retired,
    IReadOnlyList<FieldOption> Options,
    uint Version
)
{
    /// <summary>Its name in a form, in the API and in refusals.</summary>
    public string Input => "Fields." + Key;

    /// <summary>What a column, a sort and a filter call it.</summary>
    public string Column => ColumnPrefix + Key;

    /// <summary>What every <see cref="Column"/> begins with.</summary>
    public const string ColumnPrefix = "field.";

    /// <summary>What is called so, by key or by name; null for none.</summary>
    internal FieldOption? OptionOf(string typed)
    {
        var key = Platform.Values.SearchKey.Of(typed);
        return Options.FirstOrDefault(o => o.Key == typed)
            ?? Options.Where(o => Platform.Values.SearchKey.Of(o.Name) == key).OrderBy(o => o.Retired).FirstOrDefault();
    }
}

/// <summary>Something to choose.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">Made of its first name and never changed.</param>
/// <param name="Name">In the business's words.</param>
/// <param name="Retired">No record can choose it any more.</param>
public sealed record FieldOption(Guid Id, string Key, string Name, bool Retired);

/// <summary>What a field can hold.</summary>
public static class FieldTypes
{
    public const string Text = "text";
    public const string Number = "number";
    public const string Date = "date";
    public const string Choice = "choice";
    public const string YesNo = "yes_no";

    public static IReadOnlyList<string> All { get; } = [Text, Number, Date, Choice, YesNo];
}
