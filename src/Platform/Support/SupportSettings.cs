using Niaga.Platform.Texts;

namespace Niaga.Platform.Support;

/// <summary>Configuration section <c>Support</c>: where people in need reach the operator. Without it they are told whom to ask.</summary>
public sealed class SupportSettings
{
    /// <summary>Takes what people write from the help.</summary>
    public string? Email { get; set; }

    /// <summary>As it is read out, such as <c>03-1234 5678</c>.</summary>
    public string? Phone { get; set; }

    /// <summary>As it is read out, such as <c>012-345 6789</c>, or with a + in front of another country's.</summary>
    public string? WhatsApp { get; set; }

    /// <summary>One line.</summary>
    public string? Address { get; set; }

    /// <summary>When somebody answers, by language: <c>Support:Hours:ms</c>.</summary>
    public Dictionary<string, string> Hours { get; set; } = [];

    public bool IsSet => new[] { Email, Phone, WhatsApp, Address }.Any(v => !string.IsNullOrWhiteSpace(v));

    public string? HoursIn(Language language) => Hours.GetValueOrDefault(language.Code) ?? Hours.Values.FirstOrDefault();

    /// <summary>The number as <c>wa.me</c> takes it: digits with the country's in front.</summary>
    public string? WhatsAppDigits
    {
        get
        {
            var digits = string.Concat((WhatsApp ?? "").Where(char.IsAsciiDigit));
            return digits.Length == 0 ? null
                : digits[0] == '0' ? "6" + digits
                : digits;
        }
    }
}
