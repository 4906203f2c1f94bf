using Microsoft.AspNetCore.Http;

namespace Niaga.Fields;

/// <summary>The business's own fields in a record's form: what each holds as typed.</summary>
public sealed class FieldForm
{
    private readonly FieldSet set;
    private readonly FieldValues values;
    private readonly IFormCollection? posted;

    private FieldForm(FieldSet set, FieldValues values, IFormCollection? posted) =>
        (this.set, this.values, this.posted) = (set, values, posted);

    /// <summary>Of a page that does not know the fields yet: a posted page is drawn before what it waits for is there.</summary>
    public static FieldForm None { get; } = new(FieldSet.None, FieldValues.None, null);

    /// <summary>Fields to show: live ones, in order.</summary>
    public IReadOnlyList<Field> Fields => set.Live;

    /// <param name="set">The kind's fields.</param>
    /// <param name="values">What the record holds; none for a new one.</param>
    /// <param name="http">Of a post, what was typed wins.</param>
    public static FieldForm Of(FieldSet set, FieldValues values, HttpContext http) =>
        new(set, values, http.Request.HasFormContentType ? http.Request.Form : null);

    /// <summary>The same form with what somebody else saved meanwhile.</summary>
    public FieldForm Merged(IFormCollection merged) => new(set, values, merged);

    /// <summary>What a field shows.</summary>
    public string Typed(Field field)
    {
        var name = "Form." + field.Input;
        return posted?.ContainsKey(name) == true ? posted[name].ToString() : Saved[name];
    }

    /// <summary>What a use case reads.</summary>
    public FieldInput ToInput() => posted is null ? new(new Dictionary<string, string?>()) : FieldInput.Of(posted);

    /// <summary>What is saved, as text by the full name of each field, for <c>FormConflict</c>.</summary>
    public IReadOnlyDictionary<string, string> Saved => set.Typed(values);

    /// <summary>A choice's options: those in use, and the one chosen though retired.</summary>
    internal IEnumerable<FieldOption> OptionsOf(Field field) => field.Options.Where(o => !o.Retired || o.Key.Equals(values[field.Key]));
}
