using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Fields;

/// <summary>A field as somebody describes it.</summary>
/// <param name="Name">In the business's words.</param>
/// <param name="Type">One of <see cref="FieldTypes"/>; a field keeps the one it was made with.</param>
/// <param name="Help">A sentence below it.</param>
/// <param name="Unit">What stands behind a number; of other types left out.</param>
/// <param name="Options">Of a choice, in order; of other types left out. Known ones that are not named are retired.</param>
internal sealed record FieldDraft(
    string? Name,
    string? Type,
    bool Required,
    bool Listed,
    string? Help,
    string? Unit,
    IReadOnlyList<FieldDraft.Option?>? Options
)
{
    public const int LongestName = 60;
    public const int LongestHelp = 200;
    public const int LongestUnit = 12;

    /// <summary>Options in use at most; the database holds it too.</summary>
    public const int MostOptions = 100;

    /// <param name="Id">Of one that is there already; null for a new one.</param>
    public sealed record Option(Guid? Id, string? Name);

    /// <summary>What was read.</summary>
    public sealed record Checked(
        string Name,
        string Type,
        bool Required,
        bool Listed,
        string? Help,
        string? Unit,
        IReadOnlyList<Choice> Options
    );

    public sealed record Choice(Guid? Id, string Name, string Key);

    /// <summary>Reads it, noting everything that is wrong.</summary>
    public Checked Check(List<Refusal> refusals)
    {
        var name = SingleLineText.Read(Name, nameof(Name), LongestName, refusals);
        if (name is null)
            refusals.Add(PlatformErrors.Required(nameof(Name)));
        if (!FieldTypes.All.Contains(Type))
            refusals.Add(FieldsErrors.TypeUnknown());
        return new(
            name ?? "",
            Type ?? "",
            Required,
            Listed,
            SingleLineText.Read(Help, nameof(Help), LongestHelp, refusals),
            Type == FieldTypes.Number ? SingleLineText.Read(Unit, nameof(Unit), LongestUnit, refusals) : null,
            Type == FieldTypes.Choice ? Choices(refusals) : []
        );
    }

    private List<Choice> Choices(List<Refusal> refusals)
    {
        var given = (Options ?? []).Where(o => !string.IsNullOrWhiteSpace(o?.Name)).ToArray();
        if (given.Length == 0)
            refusals.Add(FieldsErrors.OptionsRequired());
        if (given.Length > MostOptions)
        {
            refusals.Add(FieldsErrors.TooManyOptions(MostOptions));
            return [];
        }
        var (read, names) = (new List<Choice>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var option in given)
        {
            var wrong = new List<Refusal>();
            var name = SingleLineText.Read(option!.Name, nameof(Options), LongestName, wrong);
            refusals.AddRange(wrong);
            if (wrong.Count > 0 || name is null)
                continue;
            if (names.Add(SearchKey.Of(name)))
                read.Add(new(option.Id, name, SearchKey.Of(name)));
            else
                refusals.Add(FieldsErrors.OptionTwice(name));
        }
        return read;
    }
}
