using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Niaga.Platform.Refusals;

namespace Niaga.Ui;

/// <summary>
/// What somebody else saved while a form was open, field by field beside what was typed: what only they changed is taken over, what only
/// the reader changed stays, and where both did both values are shown. Saved again, the form replaces what it now shows.
/// </summary>
public sealed class FormConflict
{
    /// <summary>The hidden field in which the browser says what the changed fields held at first: JSON, value by name.</summary>
    public const string WasField = "Was";

    private const string VersionField = "Form.Version";
    private readonly Dictionary<string, FieldChange> changes = new(StringComparer.Ordinal);

    private FormConflict(IFormCollection typed, IReadOnlyDictionary<string, string> now)
    {
        var was = WasOf(typed);
        var merged = typed.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        var stillOther = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, theirs) in now)
        {
            var mine = typed[name].ToString();
            if (name == VersionField || Same(mine, theirs))
                merged[name] = theirs;
            else if (was is not null && Same(was.GetValueOrDefault(name, mine), mine))
            {
                merged[name] = theirs;
                changes[name] = new(theirs, IsTaken: true);
            }
            else
            {
                stillOther[name] = theirs;
                // Without a script nobody knows what it was: both values are shown wherever they differ.
                if (was is null || !Same(was[name], theirs))
                    changes[name] = new(theirs, IsTaken: false);
            }
        }
        Merged = new FormCollection(merged.ToDictionary(f => f.Key, f => f.Value));
        Was = JsonSerializer.Serialize(stillOther);
    }

    /// <summary>The form as it is shown now, with the version of what is saved.</summary>
    public IFormCollection Merged { get; }

    /// <summary>What the fields that still differ hold in what is saved, for <see cref="WasField"/>.</summary>
    public string Was { get; }

    /// <summary>Some field shows it; false where what was changed is none of the form's fields.</summary>
    public bool IsSeen => changes.Count > 0;

    /// <summary>Null unless the refusal says that somebody else was faster.</summary>
    /// <param name="refusal">What the use case answered.</param>
    /// <param name="typed">The form as it came.</param>
    /// <param name="now">What is saved now, as text by the full name of its field (<see cref="FormFields.Of"/>).</param>
    public static FormConflict? Of(Refusal refusal, IFormCollection typed, IReadOnlyDictionary<string, string> now) =>
        refusal.All.Any(r => r.Code == PlatformErrors.ChangedByAnother().Code) ? new(typed, now) : null;

    /// <summary>What happened to a field meanwhile; null for nothing the reader has to look at.</summary>
    public FieldChange? this[string name] => changes.GetValueOrDefault(name);

    // Browsers send lines with both marks, whatever they were given.
    private static bool Same(string one, string other) => one.ReplaceLineEndings("\n").Trim() == other.ReplaceLineEndings("\n").Trim();

    private static Dictionary<string, string>? WasOf(IFormCollection typed)
    {
        if (typed[WasField].ToString() is not { Length: > 0 } text)
            return null;
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What somebody else made of a field while a form was open.</summary>
/// <param name="Value">What it holds in what they saved, as posted; empty for nothing.</param>
/// <param name="IsTaken">The form shows it already; false where it still shows what the reader typed.</param>
public sealed record FieldChange(string Value, bool IsTaken);
