using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using PhoneNumbers;

namespace Niaga.Platform.Values;

/// <summary>
/// A telephone number that can be dialled, stored as E.164. Without a country code it is Malaysian.
/// Numbering plans come from Google's libphonenumber data.
/// </summary>
public sealed record PhoneNumber
{
    private const string HomeRegion = "MY";
    private const int MaxTypedLength = 32;

    // No letters (vanity numbers) and no extension: what is stored must be what was typed.
    private static readonly SearchValues<char> Typed = SearchValues.Create("0123456789+-.()/ \u00a0");

    private PhoneNumber(string value) => Value = value;

    /// <summary>E.164: <c>+60123456789</c>.</summary>
    public string Value { get; }

    /// <summary>
    /// Reads <c>012-345 6789</c>, <c>+60 12-345 6789</c>, <c>03-2161 2345</c>, or a foreign number with its country code.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PhoneNumber? value)
    {
        value = null;
        var typed = text?.Trim();
        if (typed is not { Length: > 0 and <= MaxTypedLength } || typed.AsSpan().ContainsAnyExcept(Typed))
            return false;
        if (!TryRead(typed, out var number))
            return false;

        value = new PhoneNumber(PhoneNumberUtil.GetInstance().Format(number, PhoneNumberFormat.E164));
        return true;
    }

    /// <summary>For trusted text, such as the database.</summary>
    /// <exception cref="FormatException">Not a telephone number.</exception>
    public static PhoneNumber Parse(string? text) =>
        TryParse(text, out var value) ? value : throw new FormatException("Not a telephone number.");

    /// <summary>Whether it may receive messages.</summary>
    public bool IsMobile() =>
        TryRead(Value, out var number)
        && PhoneNumberUtil.GetInstance().GetNumberType(number) is PhoneNumberType.MOBILE or PhoneNumberType.FIXED_LINE_OR_MOBILE;

    /// <summary>As people write it: <c>012-345 6789</c> at home, <c>+65 6123 4567</c> from abroad.</summary>
    public override string ToString()
    {
        if (!TryRead(Value, out var number))
            return Value;

        var home = number.CountryCode == PhoneNumberUtil.GetInstance().GetCountryCodeForRegion(HomeRegion);
        return PhoneNumberUtil.GetInstance().Format(number, home ? PhoneNumberFormat.NATIONAL : PhoneNumberFormat.INTERNATIONAL);
    }

    private static bool TryRead(string text, [NotNullWhen(true)] out PhoneNumbers.PhoneNumber? number)
    {
        try
        {
            number = PhoneNumberUtil.GetInstance().Parse(text, HomeRegion);
            return PhoneNumberUtil.GetInstance().IsValidNumber(number);
        }
        catch (NumberParseException)
        {
            // The library has no other way to say no.
            number = null;
            return false;
        }
    }
}
