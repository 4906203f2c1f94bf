using Niaga.Contract;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Imports;

/// <summary>A cell that cannot be taken.</summary>
/// <param name="Field">Key of an <see cref="ImportColumn"/>, or <see cref="ImportErrors.Row"/>.</param>
/// <param name="Code">Of the kit, of the kind, or of a refusal.</param>
internal sealed record CellError(int Line, string Field, string Code, string? Value = null, string? Detail = null)
{
    /// <summary>What any kind may say; the texts are <c>imports.error.{code}</c>.</summary>
    private static readonly HashSet<string> OfTheKit =
    [
        "required",
        "too_long",
        "unreadable",
        "amount",
        "amount_comma",
        "amount_decimals",
        "amount_too_large",
        "quantity",
        "yes_no",
        "option",
        "columns",
        "twice",
        "exists",
        "gave_up",
    ];

    /// <summary>The sentence: what is wrong and what to do.</summary>
    public string Say(string kind, Words words) =>
        Code.Contains('.') ? words["refusal." + Code, Detail]
        : OfTheKit.Contains(Code) ? words["imports.error." + Code, Value, Detail]
        : words[$"import.{kind}.error.{Code}", Value, Detail];
}

/// <summary>What is wrong with the rows of a file.</summary>
public sealed class ImportErrors
{
    /// <summary>The field of what is wrong with a whole row.</summary>
    public const string Row = "row";

    private const int LongestValueKept = 100;

    private readonly List<CellError> all = [];

    internal IReadOnlyList<CellError> All => all;

    /// <param name="line">Of the file.</param>
    /// <param name="field">Key of an <see cref="ImportColumn"/>, or <see cref="Row"/>.</param>
    /// <param name="code">
    /// The sentence is the text <c>imports.error.{code}</c> of the kit or <c>import.{kind}.error.{code}</c>, with value and detail filled
    /// in; of a refusal's code <c>refusal.{code}</c>, with the detail.
    /// </param>
    /// <param name="value">What stands in the cell.</param>
    /// <param name="detail">What the sentence names besides.</param>
    public void Add(int line, string field, string code, string? value = null, string? detail = null) =>
        all.Add(new(line, field, code, value is null ? null : Short(value), detail));

    internal int Count => all.Count;

    internal bool Any(int from, string field) => all.FindIndex(from, e => e.Field == field) >= 0;

    internal void ForgetFrom(int from) => all.RemoveRange(from, all.Count - from);

    internal HashSet<int> Lines() => [.. all.Select(e => e.Line)];

    private static string Short(string text)
    {
        text = SingleLineText.Clean(text);
        return text.Length <= LongestValueKept ? text : string.Concat(text.AsSpan(0, LongestValueKept).TrimEnd('\ud83c'), "…");
    }
}
