using Niaga.Papers.Typesetting;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Papers;

public sealed class TypesetterTests
{
    [Theory]
    [InlineData("Minyak Masak 5 kg", "5 kg")]
    [InlineData("Air Mineral 1.5 l", "1.5 l")]
    [InlineData("தேங்காய் 1 லிட்டர்", "1 லிட்டர்")]
    public void A_number_and_its_unit_stay_on_one_line(string name, string amount)
    {
        var type = new Typesetter();
        var least = type.Line(amount, 10).Width;
        // As wide as the amount and all before it but its unit: the unit alone would fall on the next line.
        var width =
            type.Line(name[..(name.IndexOf(amount, StringComparison.Ordinal) + amount.IndexOf(' ', StringComparison.Ordinal))], 10).Width
            + 0.1f;

        var lines = type.Wrap(name, 10, width);

        lines.Count.ShouldBeGreaterThan(1);
        lines[1].Width.ShouldBeGreaterThanOrEqualTo(least - 0.1f);
    }

    [Fact]
    public void A_minus_stays_with_its_amount()
    {
        var type = new Typesetter();
        type.Wrap("Kredit -RM5.00", 10, type.Line("Kredit -RM", 10).Width)[0].Width.ShouldBe(type.Line("Kredit", 10).Width, 0.1);
        type.Wrap("Wau-Bulan", 10, type.Line("Wau-B", 10).Width)[0].Width.ShouldBe(type.Line("Wau-", 10).Width, 0.1);
    }

    [Fact]
    public void A_number_before_a_long_word_or_a_Chinese_one_lets_it_go()
    {
        var type = new Typesetter();
        type.Wrap("Set 12 perkakas-dapur", 10, type.Line("Set 12", 10).Width + 0.1f)[0].Width.ShouldBe(type.Line("Set 12", 10).Width, 0.1);
        type.Wrap("Set 12 香米", 10, type.Line("Set 12", 10).Width + 0.1f)[0].Width.ShouldBe(type.Line("Set 12", 10).Width, 0.1);
    }
}
