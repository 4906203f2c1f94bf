using Niaga.Platform.Refusals;

namespace Niaga.Fields;

/// <summary>Refusals about fields of a business's own.</summary>
public static class FieldsErrors
{
    /// <param name="key">As it was named.</param>
    public static Refusal Unknown(string key) => new("fields.unknown", 400, "Fields", key);

    /// <summary>More keys than a record can have fields.</summary>
    public static Refusal TooManySent(int most) => new("fields.too_many_sent", 400, "Fields", most);

    /// <param name="input">The field's <see cref="Field.Input"/>.</param>
    /// <param name="name">Its name.</param>
    public static Refusal Retired(string input, string name) => new("fields.retired", 400, input, name);

    /// <inheritdoc cref="Retired"/>
    public static Refusal NumberInvalid(string input) => new("fields.number_invalid", 400, input);

    /// <inheritdoc cref="Retired"/>
    public static Refusal NumberTooLarge(string input) => new("fields.number_too_large", 400, input);

    /// <inheritdoc cref="Retired"/>
    /// <param name="most">Digits behind the point at most.</param>
    public static Refusal NumberTooFine(string input, int most) => new("fields.number_too_fine", 400, input, most);

    /// <inheritdoc cref="Retired"/>
    public static Refusal DayInvalid(string input) => new("fields.day_invalid", 400, input);

    /// <inheritdoc cref="Retired"/>
    public static Refusal YesNoInvalid(string input) => new("fields.yes_no_invalid", 400, input);

    /// <inheritdoc cref="Retired"/>
    public static Refusal OptionUnknown(string input) => new("fields.option_unknown", 400, input);

    /// <inheritdoc cref="Retired"/>
    public static Refusal OptionRetired(string input, string name) => new("fields.option_retired", 400, input, name);

    /// <summary>A field or an option was retired while the record was being written.</summary>
    public static Refusal ChangedMeanwhile() => new("fields.changed_meanwhile", 409, "Fields");

    /// <summary>Every refusal of a record's values, for the description of an endpoint that takes them.</summary>
    public static Refusal[] OfValues =>
        [
            Unknown(""),
            TooManySent(FieldSet.Most),
            Retired("Fields", ""),
            NumberInvalid("Fields"),
            NumberTooLarge("Fields"),
            NumberTooFine("Fields", FieldReading.MostDecimals),
            DayInvalid("Fields"),
            YesNoInvalid("Fields"),
            OptionUnknown("Fields"),
            OptionRetired("Fields", ""),
            ChangedMeanwhile(),
        ];

    internal static Refusal KindUnknown() => new("fields.kind_unknown", 400, "Kind");

    internal static Refusal TypeUnknown() => new("fields.type_unknown", 400, "Type");

    internal static Refusal NameTaken(string name) => new("fields.name_taken", 409, "Name", name);

    internal static Refusal TooMany(int most) => new("fields.too_many", 409, null, most);

    internal static Refusal TooManyEver(int most) => new("fields.too_many_ever", 409, null, most);

    internal static Refusal OptionsRequired() => new("fields.options_required", 400, "Options");

    internal static Refusal TooManyOptions(int most) => new("fields.too_many_options", 400, "Options", most);

    internal static Refusal OptionTwice(string name) => new("fields.option_twice", 400, "Options", name);

    /// <summary>An id that is no option of this field.</summary>
    internal static Refusal OptionOfAnother() => new("fields.option_of_another", 400, "Options");
}
