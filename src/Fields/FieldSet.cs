using System.Globalization;
using Niaga.Imports;
using Niaga.Platform.Exports;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Fields;

/// <summary>The fields of one kind of record, in order.</summary>
public sealed class FieldSet
{
    /// <summary>Live fields of a kind at most; the database holds it too.</summary>
    public const int Most = 50;

    /// <summary>With retired ones.</summary>
    internal const int MostEver = 200;

    /// <summary>Of a kind without fields.</summary>
    public static FieldSet None { get; } = new([]);

    private const int LongestTold = 40;
    private readonly Dictionary<string, Field> byKey;

    internal FieldSet(IReadOnlyList<Field> all)
    {
        (All, Live) = (all, [.. all.Where(f => !f.Retired)]);
        byKey = all.ToDictionary(f => f.Key, StringComparer.Ordinal);
        HasRetired = Live.Count < all.Count;
    }

    /// <summary>With retired ones.</summary>
    public IReadOnlyList<Field> All { get; }

    /// <summary>Whether some are retired.</summary>
    public bool HasRetired { get; }

    /// <summary>Those in use.</summary>
    public IReadOnlyList<Field> Live { get; }

    /// <summary>By its key; null for none.</summary>
    public Field? Find(string key) => byKey.GetValueOrDefault(key);

    /// <summary>The live field a sort or a filter names by its <see cref="Field.Column"/>; null for none.</summary>
    public Field? OfColumn(string? column) =>
        column?.TrimStart('-') is { } name
        && name.StartsWith(Field.ColumnPrefix, StringComparison.Ordinal)
        && Find(name[Field.ColumnPrefix.Length..]) is { Retired: false } field
            ? field
            : null;

    /// <summary>
    /// Of a person's values, those that may lie unencrypted: what was chosen from a list, and yes or no, by which lists are narrowed. The
    /// others are text, numbers and dates, which only an opened record shows.
    /// </summary>
    public (FieldValues Open, FieldValues Closed) Part(FieldValues values) => (values.Without(key => !IsOpen(key)), values.Without(IsOpen));

    /// <summary>Whether a field of a person lies unencrypted; see <see cref="Part"/>.</summary>
    public bool IsOpen(string key) => Find(key) is { Type: FieldTypes.Choice or FieldTypes.YesNo };

    /// <summary>As the API and webhooks show it: values of fields in use.</summary>
    public FieldValues Shown(FieldValues values) => HasRetired ? values.Without(key => Find(key) is not { Retired: false }) : values;

    /// <summary>What a record holds once these values are written; notes everything that is wrong.</summary>
    /// <param name="input">As typed; null touches nothing.</param>
    /// <param name="now">What the record holds; null for a new one, which needs every required field.</param>
    /// <param name="refusals">Where a refusal goes.</param>
    public FieldValues Read(FieldInput? input, FieldValues? now, List<Refusal> refusals)
    {
        var sent = input?.Values ?? new Dictionary<string, string?>();
        if (sent.Count > MostEver)
        {
            refusals.Add(FieldsErrors.TooManySent(Most));
            return now ?? FieldValues.None;
        }
        var values = new Dictionary<string, object>((now ?? FieldValues.None).All, StringComparer.Ordinal);
        foreach (var (key, typed) in sent)
        {
            if (Find(key) is not { } field)
                refusals.Add(FieldsErrors.Unknown(key.Length > LongestTold ? SingleLineText.Clean(key[..LongestTold]) + "…" : key));
            else if (string.IsNullOrWhiteSpace(typed))
                Empty(field, values, refusals);
            else if (!FieldReading.Read(field, typed, values.GetValueOrDefault(key)).Succeeded(out var value, out var refusal))
                refusals.Add(refusal);
            else if (field.Retired && !value.Equals(values.GetValueOrDefault(key)))
                refusals.Add(FieldsErrors.Retired(field.Input, field.Name));
            else
                values[key] = value;
        }
        if (now is null)
            refusals.AddRange(Live.Where(f => f.Required && !sent.ContainsKey(f.Key)).Select(f => PlatformErrors.Required(f.Input)));
        return FieldValues.Of(values);
    }

    /// <summary>The refusal behind what the database refused: a field or an option was retired meanwhile.</summary>
    public static Refusal? Explain(PostgresException violation) =>
        violation.ConstraintName is "fields_known" or "fields_in_use" or "fields_of_type" ? FieldsErrors.ChangedMeanwhile() : null;

    /// <summary>A value as its reader would write it; null where there is none.</summary>
    public static string? Show(Field field, FieldValues values, Words words) => Said(field, values[field.Key], words);

    /// <summary>A value in an export: numbers and days as such.</summary>
    public static ExportCell Cell(Field field, FieldValues values, Words words) =>
        values[field.Key] switch
        {
            decimal number => ExportCell.NumberOf(number),
            string day when field.Type == FieldTypes.Date && DateOnly.TryParseExact(day, "yyyy-MM-dd", out var date) => date,
            var other => Said(field, other, words),
        };

    /// <summary>
    /// Headings of an export: a field that is called as one of the list's own columns or nearly as another field has its key beside its
    /// name, so that an import takes it for what it is.
    /// </summary>
    /// <param name="isTaken">Whether an import would take this heading for another column.</param>
    public IEnumerable<(Field Field, string Heading)> Headings(Func<string, bool> isTaken)
    {
        var alike = Live.CountBy(f => ImportHeadings.Fold(f.Name))
            .Where(n => n.Value > 1 || n.Key.Length == 0)
            .Select(n => n.Key)
            .ToHashSet();
        return Live.Select(f => (f, isTaken(f.Name) || alike.Contains(ImportHeadings.Fold(f.Name)) ? Heading(f) : f.Name));
    }

    /// <summary>Heading that no other field has.</summary>
    internal static string Heading(Field field) => $"{field.Name} ({field.Key})";

    /// <summary>What a record holds once it took over from another what it lacks; of fields and options in use.</summary>
    /// <returns>All it holds then, and the keys it took over.</returns>
    public (FieldValues Values, IReadOnlyList<string> Filled) Fill(FieldValues now, FieldValues from)
    {
        var filled = Live.Where(f =>
                now[f.Key] is null && from[f.Key] is { } value && !f.Options.Any(o => o.Retired && o.Key.Equals(value))
            )
            .Select(f => f.Key)
            .ToArray();
        var all = new Dictionary<string, object>(now.All, StringComparer.Ordinal);
        foreach (var key in filled)
            all[key] = from[key]!;
        return (FieldValues.Of(all), filled);
    }

    /// <summary>As a form's field holds it, by its full name; of the live fields and of none that is missing.</summary>
    public Dictionary<string, string> Typed(FieldValues values) =>
        Live.ToDictionary(f => "Form." + f.Input, f => Plain(values[f.Key]), StringComparer.Ordinal);

    /// <summary>Facts for the audit log, by column: options by name, since a name tells more than a key.</summary>
    public Dictionary<string, object> Facts(FieldValues values) =>
        values.All.ToDictionary(
            v => Field.ColumnPrefix + v.Key,
            v => Find(v.Key) is { Type: FieldTypes.Choice } field ? field.OptionOf((string)v.Value)?.Name ?? v.Value : v.Value,
            StringComparer.Ordinal
        );

    /// <summary>A fact of the log in words; null for a fact that is none of a field.</summary>
    public (string Label, Func<string?, string> Value)? OfFact(string fact, Words words)
    {
        if (!fact.StartsWith(Field.ColumnPrefix, StringComparison.Ordinal))
            return null;

        var field = Find(fact[Field.ColumnPrefix.Length..]);
        return (field?.Name ?? fact[Field.ColumnPrefix.Length..], recorded => Recalled(field, recorded, words));
    }

    private static void Empty(Field field, Dictionary<string, object> values, List<Refusal> refusals)
    {
        if (field.Retired)
            return;

        values.Remove(field.Key);
        if (field.Required)
            refusals.Add(PlatformErrors.Required(field.Input));
    }

    private static string Recalled(Field? field, string? recorded, Words words) =>
        recorded is null ? "–"
        : field?.Type is FieldTypes.YesNo ? words[recorded == "true" ? "fields.yes" : "fields.no"]
        : field?.Type is FieldTypes.Number && decimal.TryParse(recorded, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? Said(field, number, words)!
        : field?.Type is FieldTypes.Date ? Said(field, recorded, words)!
        : recorded;

    private static string? Said(Field field, object? value, Words words) =>
        value switch
        {
            null => null,
            bool yes => words[yes ? "fields.yes" : "fields.no"],
            decimal number => number.ToString("#,##0.######", CultureInfo.InvariantCulture) + (field.Unit is null ? "" : " " + field.Unit),
            string day when field.Type == FieldTypes.Date && DateOnly.TryParseExact(day, "yyyy-MM-dd", out var date) => MalaysianTime.Show(
                date,
                words.Language
            ),
            string key when field.Type == FieldTypes.Choice => field.Options.FirstOrDefault(o => o.Key == key)?.Name ?? key,
            _ => value.ToString(),
        };

    private static string Plain(object? value) =>
        value switch
        {
            null => "",
            bool yes => yes ? "true" : "false",
            decimal number => number.ToString("0.######", CultureInfo.InvariantCulture),
            _ => (string)value,
        };
}
