using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;

namespace Niaga.Ui;

/// <summary>What a use case refused, by field of the form, in the reader's language.</summary>
/// <param name="words">The request's texts.</param>
/// <param name="prefix">The page's form property: a refusal of <c>Name</c> belongs to the field <c>Form.Name</c>.</param>
public sealed class FormErrors(Words words, string prefix = "Form")
{
    private readonly List<(string? Field, string Message)> all = [];
    private readonly Dictionary<string, string> labels = new(StringComparer.Ordinal);

    /// <summary>Every message in the order it came, with the form field's full name, or null where it is about the whole.</summary>
    public IReadOnlyList<(string? Field, string Message)> All => all;

    /// <summary>True when something was refused.</summary>
    public bool Any => all.Count > 0;

    /// <summary>The message of a field, by its short (<c>Name</c>) or full (<c>Form.Name</c>) name; null when it is fine.</summary>
    public string? this[string field] => all.FirstOrDefault(e => e.Field == field || e.Field == Full(field)).Message;

    /// <summary>Someone else was faster: what they made of it is seen by opening the page again.</summary>
    public bool Outdated { get; private set; }

    /// <summary>What they made of it, field by field, where the page can show that; null otherwise.</summary>
    public FormConflict? Conflict { get; private set; }

    /// <summary>Adds a refusal for which somebody else's change is shown field by field.</summary>
    public void Add(FormConflict conflict)
    {
        Conflict = conflict;
        Add(null, words[conflict.IsSeen ? "ui.conflict" : "ui.conflict.none"]);
    }

    /// <summary>Adds the refusal and its others.</summary>
    public void Add(Refusal refusal)
    {
        Outdated |= refusal.All.Any(one => one.Code == PlatformErrors.ChangedByAnother().Code);
        foreach (var one in refusal.All)
            all.Add((one.Field is null ? null : Full(one.Field), words[one]));
    }

    /// <summary>Adds a message that is already in the reader's language.</summary>
    public void Add(string? field, string message) => all.Add((field is null ? null : Full(field), message));

    /// <summary>A field says what it is called, so that the summary can name it.</summary>
    /// <param name="name">Full name, such as <c>Form.Name</c>.</param>
    /// <param name="label">What stands above it.</param>
    public void Label(string name, string label) => labels[name] = label;

    /// <summary>What a field is called; null where the form does not show it.</summary>
    public string? LabelOf(string name) => labels.GetValueOrDefault(name);

    /// <summary>The id a field with this name carries in the page.</summary>
    public static string Id(string name) => "f-" + string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));

    private string Full(string field) => prefix.Length == 0 ? field : prefix + "." + field;
}
