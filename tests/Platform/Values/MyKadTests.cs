using System.Text.Json;
using Niaga.Platform.Values;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Values;

public sealed class MyKadTests
{
    [Theory]
    [InlineData("900101-14-1234", "900101-14-1234")]
    [InlineData("900101141234", "900101-14-1234")]
    [InlineData(" 900101 14 1234 ", "900101-14-1234")]
    [InlineData("000229-01-0001", "000229-01-0001")] // 2000 was a leap year
    [InlineData("240229-01-0001", "240229-01-0001")]
    [InlineData("991231-82-9999", "991231-82-9999")]
    public void Reads_with_and_without_dashes(string text, string value) => MyKad.Parse(text).Reveal().ShouldBe(value);

    [Theory]
    [InlineData("900001-14-1234")]
    [InlineData("901301-14-1234")]
    [InlineData("900100-14-1234")]
    [InlineData("900132-14-1234")]
    [InlineData("900431-14-1234")]
    [InlineData("900230-14-1234")]
    [InlineData("010229-14-1234")]
    [InlineData("900101-14-123")]
    [InlineData("900101-14-12345")]
    [InlineData("900101-14-123A")]
    [InlineData("٩٠٠١٠١-14-1234")]
    [InlineData("900101-14-1234\n")]
    public void Refuses_impossible_dates_and_shapes(string text)
    {
        MyKad.TryParse(text, out _).ShouldBeFalse();
        // The number must not travel in the error.
        Should.Throw<FormatException>(() => MyKad.Parse(text)).Message.ShouldNotContain("90");
    }

    [Fact]
    public void Knows_which_places_of_birth_were_given_out()
    {
        int[] never = [0, 17, 18, 19, 20, 69, 70, 73, 80, 81, 94, 95, 96, 97];
        for (var place = 0; place < 100; place++)
            MyKad.TryParse($"900101{place:00}1234", out _).ShouldBe(!never.Contains(place), $"place {place:00}");
    }

    [Fact]
    public void Nothing_but_asking_reveals_it()
    {
        var mykad = MyKad.Parse("900101-14-1234");
        mykad.ToString().ShouldBe("******-**-1234");
        $"{mykad}".ShouldNotContain("900101");
        JsonSerializer.Serialize(mykad).ShouldNotContain("900101");
        typeof(MyKad).GetProperties().ShouldBeEmpty();
        typeof(MyKad).GetFields().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1990, 1, 1, true)]
    [InlineData(2090, 1, 1, true)]
    [InlineData(1990, 1, 2, false)]
    [InlineData(1991, 1, 1, false)]
    [InlineData(1990, 2, 1, false)]
    public void Fits_a_birth_date_of_any_century(int year, int month, int day, bool fits) =>
        MyKad.Parse("900101-14-1234").FitsBirthDate(new DateOnly(year, month, day)).ShouldBe(fits);

    [Fact]
    public void The_last_digit_tells_the_sex()
    {
        MyKad.Parse("900101-14-1235").IsMale().ShouldBeTrue();
        MyKad.Parse("900101-14-1234").IsMale().ShouldBeFalse();
    }

    [Fact]
    public void Equal_by_number()
    {
        MyKad.Parse("900101-14-1234").ShouldBe(MyKad.Parse("900101141234"));
        MyKad.Parse("900101-14-1234").ShouldNotBe(MyKad.Parse("910101-14-1234"));
    }

    [Theory, MemberData(nameof(InvalidTexts.Texts), MemberType = typeof(InvalidTexts))]
    public void Refuses_junk(string? text) => MyKad.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Refuses_a_megabyte()
    {
        foreach (var text in InvalidTexts.Huge())
            MyKad.TryParse(text, out _).ShouldBeFalse();
    }
}
