using System.Globalization;
using System.Text.RegularExpressions;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Fields;

/// <summary>One value as a person, a program or a file writes it.</summary>
internal static partial class FieldReading
{
    public const int LongestText = 500;
    public const decimal NumberBound = 1_000_000_000_000m;
    public const int MostDecimals = 6;
    private static readonly string[] DayFormats = ["yyyy-MM-dd", "d/M/yyyy", "d-M-yyyy", "d.M.yyyy", "d/M/yy", "d-M-yy", "d.M.yy"];

    /// <param name="field">Which.</param>
    /// <param name="typed">Not empty.</param>
    /// <param name="now">What the record holds: a retired option may stay.</param>
    public static Outcome<object> Read(Field field, string typed, object? now) =>
        typed == FieldInput.Unreadable
            ? PlatformErrors.Malformed(field.Input)
            : field.Type switch
            {
                FieldTypes.Number => Number(field, typed.Trim()),
                FieldTypes.Date => Day(field, typed.Trim()),
                FieldTypes.YesNo => YesNo(field, typed),
                FieldTypes.Choice => Option(field, typed.Trim(), now),
                _ => Text(field, typed),
            };

    private static Outcome<object> Text(Field field, string typed)
    {
        var wrong = new List<Refusal>();
        var text = SingleLineText.Read(typed, field.Input, LongestText, wrong);
        return Refusal.Of(wrong) is { } refusal ? refusal : text!;
    }

    private static Outcome<object> Number(Field field, string typed)
    {
        // "1e400" and more digits than count are numbers to JSON, and none that a field holds.
        if (
            typed.Length > 40
            || !decimal.TryParse(typed, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)
        )
            return Shape().IsMatch(typed) ? FieldsErrors.NumberTooLarge(field.Input) : FieldsErrors.NumberInvalid(field.Input);
        if (typed.Contains(',', StringComparison.Ordinal) && !Grouped().IsMatch(typed))
            return FieldsErrors.NumberInvalid(field.Input);
        if (Math.Abs(number) >= NumberBound)
            return FieldsErrors.NumberTooLarge(field.Input);
        if (decimal.Round(number, MostDecimals) != number)
            return FieldsErrors.NumberTooFine(field.Input, MostDecimals);

        return decimal.Parse(number.ToString("0.######", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static Outcome<object> Day(Field field, string typed) =>
        DateOnly.TryParseExact(typed, DayFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is >= 1900 and < 2200
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : FieldsErrors.DayInvalid(field.Input);

    private static Outcome<object> YesNo(Field field, string typed) =>
        SearchKey.Of(typed) switch
        {
            "ya" or "y" or "yes" or "true" or "1" or "benar" => true,
            "tidak" or "t" or "no" or "n" or "false" or "0" or "tak" or "salah" => false,
            _ => FieldsErrors.YesNoInvalid(field.Input),
        };

    private static Outcome<object> Option(Field field, string typed, object? now) =>
        field.OptionOf(typed) is not { } option ? FieldsErrors.OptionUnknown(field.Input)
        : option.Retired && !option.Key.Equals(now) ? FieldsErrors.OptionRetired(field.Input, option.Name)
        : option.Key;

    [GeneratedRegex(@"^-?[\d,]*\.?\d+([eE][+-]?\d+)?\z")]
    private static partial Regex Shape();

    [GeneratedRegex(@"^-?\d{1,3}(,\d{3})+(\.\d+)?\z")]
    private static partial Regex Grouped();
}
