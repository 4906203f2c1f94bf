using System.Globalization;

namespace Niaga.Platform.Texts;

/// <summary>
/// Writes the values of a text, and chooses words by a number: <c>{0:one item|# items}</c>, or with words for nothing and less
/// before them, <c>{0:none left|1 left|# left}</c>. <c>#</c> is the number. The till's script reads the same forms (<c>page.ts</c>).
/// </summary>
internal sealed class CountedForm(CultureInfo culture) : IFormatProvider, ICustomFormatter
{
    public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : culture.GetFormat(formatType);

    public string Format(string? format, object? arg, IFormatProvider? formatProvider)
    {
        if (format?.Split('|') is not { Length: > 1 } forms)
            return arg is IFormattable value ? value.ToString(format, culture) : arg?.ToString() ?? "";

        // A number, or a value that writes itself as one (a quantity).
        var number = decimal.Parse(Convert.ToString(arg, CultureInfo.InvariantCulture) ?? "", CultureInfo.InvariantCulture);
        var form =
            forms.Length > 2 && number <= 0 ? forms[0]
            : number == 1 ? forms[^2]
            : forms[^1];
        return form.Replace("#", number.ToString("#,0.###", culture), StringComparison.Ordinal);
    }
}
