using Niaga.Platform.Values;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Values;

public sealed class SlugTests
{
    [Theory]
    [InlineData("abc")]
    [InlineData("kedai-ah-seng")]
    [InlineData("a-1")]
    [InlineData("a2c")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmn")] // forty
    public void An_address_is_read(string text) => Slug.Parse(text).Value.ShouldBe(text);

    [Theory]
    [InlineData("ab")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmno")] // forty-one
    [InlineData("1ab")]
    [InlineData("-ab")]
    [InlineData("ab-")]
    [InlineData("a--b")]
    [InlineData("Abc")]
    [InlineData("a_b")]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData("abc\n")]
    [InlineData(" abc")]
    [InlineData("kedaí")]
    [InlineData("a/b")]
    public void Anything_else_is_refused(string text)
    {
        Slug.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => Slug.Parse(text));
    }

    [Theory]
    [InlineData("Kedai Ah Seng Sdn Bhd", "kedai-ah-seng")]
    [InlineData("Kedai Ah Seng Sdn. Bhd.", "kedai-ah-seng")]
    [InlineData("KLINIK DR. SITI & RAKAN-RAKAN PLT", "klinik-dr-siti-rakan-rakan")]
    [InlineData("Maju Berhad", "maju")]
    [InlineData("Ali's Café", "alis-cafe")]
    [InlineData("Ali’s Cafe\u0301", "alis-cafe")]
    [InlineData("  --Salon   Ayu!! ", "salon-ayu")]
    [InlineData("99 Speed", "my-99-speed")]
    [InlineData("AB", "my-ab")]
    [InlineData("陈记 Chen Kee", "chen-kee")]
    [InlineData("Kedai\0Runcit\ud800X", "kedai-runcit-x")]
    [InlineData("Bhd", "bhd")]
    [InlineData("Syarikat Perniagaan Keluarga Abdullah Enterprise", "syarikat-perniagaan-keluarga-abdullah")]
    public void A_name_suggests_an_address(string name, string slug) => Slug.Suggest(name)!.Value.ShouldBe(slug);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("陈记")]
    [InlineData("--- !!!")]
    public void A_name_without_latin_letters_suggests_nothing(string? name) => Slug.Suggest(name).ShouldBeNull();

    [Theory, MemberData(nameof(InvalidTexts.Texts), MemberType = typeof(InvalidTexts))]
    public void Junk_is_no_address(string? text)
    {
        // Lower-case letters alone would be one; the list has none.
        Slug.TryParse(text, out _).ShouldBeFalse();
        var suggested = Slug.Suggest(text);
        if (suggested is not null)
            Slug.TryParse(suggested.Value, out _).ShouldBeTrue();
    }

    [Fact]
    public void A_megabyte_is_no_address_but_suggests_a_short_one()
    {
        foreach (var text in InvalidTexts.Huge())
        {
            Slug.TryParse(text, out _).ShouldBeFalse();
            (Slug.Suggest(text)?.Value.Length ?? 0).ShouldBeLessThanOrEqualTo(Slug.MaxLength);
        }
    }

    [Fact]
    public void Whatever_is_suggested_is_an_address()
    {
        var random = new Random(11);
        const string alphabet = "aB9 -'.é陈&\0";
        for (var i = 0; i < 20_000; i++)
        {
            var name = new string(Enumerable.Range(0, random.Next(60)).Select(_ => alphabet[random.Next(alphabet.Length)]).ToArray());
            var suggested = Slug.Suggest(name);
            if (suggested is null)
                name.ShouldNotContain(c => char.IsAsciiLetterOrDigit(c) || c == 'é');
            else
                Slug.TryParse(suggested.Value, out _).ShouldBeTrue();
        }
    }
}
