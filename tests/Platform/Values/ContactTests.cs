using Niaga.Platform.Values;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Values;

public sealed class ContactTests
{
    [Theory]
    [InlineData("012-345 6789", "+60123456789", "012-345 6789", true)]
    [InlineData("0123456789", "+60123456789", "012-345 6789", true)]
    [InlineData("+60 12-345 6789", "+60123456789", "012-345 6789", true)]
    [InlineData("60123456789", "+60123456789", "012-345 6789", true)]
    [InlineData("011-1234 5678", "+601112345678", "011-1234 5678", true)]
    [InlineData("03-2161 2345", "+60321612345", "03-2161 2345", false)]
    [InlineData("(04) 261 2345", "+6042612345", "04-261 2345", false)]
    [InlineData("088-212345", "+6088212345", "088-212 345", false)]
    [InlineData("+65 6123 4567", "+6561234567", "+65 6123 4567", false)]
    public void A_phone_number_is_stored_as_e164(string text, string value, string shown, bool mobile)
    {
        var phone = PhoneNumber.Parse(text);
        phone.Value.ShouldBe(value);
        phone.ToString().ShouldBe(shown);
        phone.IsMobile().ShouldBe(mobile);
        PhoneNumber.Parse(shown).ShouldBe(phone);
    }

    [Theory]
    [InlineData("012-345 678")]
    [InlineData("012-345 67890")]
    [InlineData("012-345 6789 ext 5")]
    [InlineData("1-800-FLOWERS")]
    [InlineData("٠١٢٣٤٥٦٧٨٩")]
    [InlineData("+999 12345678")]
    [InlineData("012-345\n6789")]
    [InlineData("012-345 6789;phone-context=+44")]
    public void What_cannot_be_dialled_is_refused(string text)
    {
        PhoneNumber.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => PhoneNumber.Parse(text));
    }

    [Theory]
    [InlineData("siti@example.com")]
    [InlineData(" Siti.Aminah+kedai@mail.example.com.my ")]
    [InlineData("o'neil@example.my")]
    [InlineData("a@b.co")]
    [InlineData("x_y-z@xn--fiqs8s.example")]
    public void An_ordinary_address_is_read(string text)
    {
        var address = EmailAddress.Parse(text);
        address.Value.ShouldBe(text.Trim());
        address.Normalized.ShouldBe(text.Trim().ToUpperInvariant());
    }

    [Theory]
    [InlineData("siti")]
    [InlineData("@example.com")]
    [InlineData("siti@")]
    [InlineData("siti@localhost")]
    [InlineData("siti@@example.com")]
    [InlineData("si@ti@example.com")]
    [InlineData(".siti@example.com")]
    [InlineData("siti.@example.com")]
    [InlineData("si..ti@example.com")]
    [InlineData("si ti@example.com")]
    [InlineData("siti@example..com")]
    [InlineData("siti@-example.com")]
    [InlineData("siti@example-.com")]
    [InlineData("siti@example.com.")]
    [InlineData("siti@127.0.0.1")]
    [InlineData("siti@example.c")]
    [InlineData("siti@example.com\r\nBcc: all@example.com")]
    [InlineData("siti@example.com\n")]
    [InlineData("si\0ti@example.com")]
    [InlineData("Siti <siti@example.com>")]
    [InlineData("\"si ti\"@example.com")]
    [InlineData("sití@example.com")]
    [InlineData("siti@exаmple.com")] // a Cyrillic letter
    [InlineData("siti@example.com,ali@example.com")]
    public void Anything_else_is_no_address(string text)
    {
        EmailAddress.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => EmailAddress.Parse(text));
    }

    [Fact]
    public void Addresses_have_a_greatest_length()
    {
        var domain = string.Concat(Enumerable.Repeat(new string('d', 60) + ".", 3)) + "ddd.my";
        (64 + 1 + domain.Length).ShouldBe(EmailAddress.MaxLength);
        EmailAddress.TryParse($"{new string('a', 64)}@{domain}", out _).ShouldBeTrue();
        EmailAddress.TryParse($"{new string('a', 64)}@d{domain}", out _).ShouldBeFalse();
        EmailAddress.TryParse($"{new string('a', 65)}@example.my", out _).ShouldBeFalse();
        EmailAddress.TryParse($"a@{new string('d', 63)}.my", out _).ShouldBeTrue();
        EmailAddress.TryParse($"a@{new string('d', 64)}.my", out _).ShouldBeFalse();
    }

    [Fact]
    public void Addresses_are_equal_regardless_of_case()
    {
        var (one, two) = (EmailAddress.Parse("Siti@Example.com"), EmailAddress.Parse("siti@example.COM"));
        one.ShouldBe(two);
        one.GetHashCode().ShouldBe(two.GetHashCode());
        one.ShouldNotBe(EmailAddress.Parse("siti@example.my"));
    }

    [Theory, MemberData(nameof(InvalidTexts.Texts), MemberType = typeof(InvalidTexts))]
    public void Junk_is_no_contact(string? text) => ShouldRefuse(text);

    [Fact]
    public void A_megabyte_is_no_contact()
    {
        foreach (var text in InvalidTexts.Huge())
            ShouldRefuse(text);
    }

    private static void ShouldRefuse(string? text)
    {
        PhoneNumber.TryParse(text, out _).ShouldBeFalse();
        EmailAddress.TryParse(text, out _).ShouldBeFalse();
    }
}
