using System.Globalization;
using Niaga.Contract;
using Niaga.Imports;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Fields;

/// <summary>A business's own fields as columns of an import; a column's key is its field's <see cref="Field.Column"/>.</summary>
public sealed class FieldColumns(FieldSet set)
{
    private const int MostNamed = 8;

    /// <summary>A column for each field in use, called as exports call it.</summary>
    public static IReadOnlyList<ImportColumn> Of(FieldSet set) =>
        [
            .. set.Live.Select(f => new ImportColumn(f.Column, ImportHeadings.Fold(FieldSet.Heading(f)))
            {
                Name = f.Name,
                Sample = Sample(f),
            }),
        ];

    /// <summary>Whether a record's values have to be known to <see cref="Check"/> its row.</summary>
    public bool AsksValues { get; } = set.Live.Any(f => f.Options.Any(o => o.Retired));

    /// <summary>Reads a line's cells and notes what is wrong with each.</summary>
    public FieldCells Read(ImportLine line)
    {
        if (set.Live.Count == 0)
            return FieldCells.None;

        var (filled, emptied) = (new Dictionary<string, object>(StringComparer.Ordinal), new List<string>());
        foreach (var field in set.Live)
        {
            if (!line.Has(field.Column))
                continue;

            var typed = field.Type == FieldTypes.Number ? line.Figure(field.Column) : ImportLine.Plain(line.Cell(field.Column));
            if (string.IsNullOrWhiteSpace(typed))
                emptied.Add(field.Key);
            else if (Value(field, typed, line) is { } value)
                filled[field.Key] = value;
        }
        return filled.Count + emptied.Count == 0 ? FieldCells.None : new(filled, emptied);
    }

    /// <summary>What can only be said once it is known whose row it is: a new record needs every required field, and only a record that
    /// has a retired option keeps it.</summary>
    /// <param name="line">Of the file.</param>
    /// <param name="cells">As read.</param>
    /// <param name="now">What the record holds; null for a new one.</param>
    /// <param name="errors">Where to note what is wrong.</param>
    /// <returns>What is left to write.</returns>
    public FieldCells Check(int line, FieldCells cells, FieldValues? now, ImportErrors errors)
    {
        var filled = new Dictionary<string, object>(cells.Filled, StringComparer.Ordinal);
        foreach (var field in set.Live)
        {
            if (!cells.Filled.TryGetValue(field.Key, out var value))
            {
                if (field.Required && now is null)
                    errors.Add(line, field.Column, "required");
            }
            else if (field.Type == FieldTypes.Choice && Holds(field, now, value))
                filled.Remove(field.Key);
            else if (field.Options.FirstOrDefault(o => o.Key.Equals(value)) is { Retired: true } option)
            {
                filled.Remove(field.Key);
                errors.Add(line, field.Column, FieldsErrors.OptionRetired(field.Input, option.Name).Code, option.Name, option.Name);
            }
        }
        // What must not be empty stays as it is.
        return new(filled, [.. cells.Emptied.Where(key => set.Find(key) is { Required: false })]);
    }

    /// <summary>The record has this option, or a retired one of this name, as its export says.</summary>
    private static bool Holds(Field field, FieldValues? now, object option) =>
        now?[field.Key] is { } held
        && field.Options.FirstOrDefault(o => o.Key.Equals(held)) is { } its
        && (
            its.Key.Equals(option)
            || (its.Retired && field.Options.Any(o => o.Key.Equals(option) && SearchKey.Of(o.Name) == SearchKey.Of(its.Name)))
        );

    private static object? Value(Field field, string typed, ImportLine line)
    {
        if (field.Type == FieldTypes.Choice)
        {
            Field live = field with { Options = [.. field.Options.Where(o => !o.Retired)] };
            if ((live.OptionOf(typed.Trim()) ?? field.OptionOf(typed.Trim())) is { } option)
                return option.Key;

            var names = live.Options.Select(o => o.Name).ToArray();
            line.Wrong(field.Column, "option", typed, string.Join(", ", names.Take(MostNamed)) + (names.Length > MostNamed ? ", …" : ""));
            return null;
        }
        if (FieldReading.Read(field, typed, now: null).Succeeded(out var value, out var refusal))
            return value;

        foreach (var one in refusal.All)
            line.Wrong(field.Column, one);
        return null;
    }

    private static string Sample(Field field) =>
        field.Type switch
        {
            FieldTypes.Number => "12.5",
            FieldTypes.Date => "2026-12-31",
            FieldTypes.YesNo => "ya",
            FieldTypes.Choice => field.Options.FirstOrDefault(o => !o.Retired)?.Name ?? "",
            _ => field.Required ? field.Name : "",
        };
}

/// <summary>What a line of a file says of a business's own fields; a field the file has no column for stays as it is.</summary>
/// <param name="Filled">Values by the fields' keys.</param>
/// <param name="Emptied">Keys of fields whose cell is empty.</param>
public sealed record FieldCells(IReadOnlyDictionary<string, object> Filled, IReadOnlyList<string> Emptied)
{
    /// <summary>Nothing.</summary>
    public static FieldCells None { get; } = new(new Dictionary<string, object>(), []);

    /// <summary>The filled ones, as the database keeps values.</summary>
    public FieldValues Values => FieldValues.Of(Filled);
}
