using Niaga.Platform.Values;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Values;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("2", 2000, "2")]
    [InlineData("2.000", 2000, "2")]
    [InlineData("1.250", 1250, "1.25")]
    [InlineData("0.125", 125, "0.125")]
    [InlineData(".5", 500, "0.5")]
    [InlineData("-3", -3000, "-3")]
    [InlineData("-0.001", -1, "-0.001")]
    [InlineData("100", 100_000, "100")]
    [InlineData("1,250.5", 1_250_500, "1250.5")]
    [InlineData("1000000000", 1_000_000_000_000, "1000000000")]
    public void Reads_and_writes_without_trailing_zeros(string text, long thousandths, string written)
    {
        Quantity.TryParse(text, out var quantity).ShouldBeTrue();
        quantity.Thousandths.ShouldBe(thousandths);
        quantity.ToString().ShouldBe(written);
        Quantity.Parse(written).ShouldBe(quantity);
    }

    [Theory]
    [InlineData("1.2345")]
    [InlineData("1.0000")]
    [InlineData("1,5")]
    [InlineData("1000000000.001")]
    [InlineData("1 kg")]
    [InlineData("+1")]
    [InlineData("RM1")]
    public void Refuses_what_is_not_surely_a_quantity(string text)
    {
        Quantity.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => Quantity.Parse(text));
    }

    [Theory, MemberData(nameof(InvalidTexts.Texts), MemberType = typeof(InvalidTexts))]
    public void Refuses_junk(string? text) => Quantity.TryParse(text, out _).ShouldBe(text == "12345");

    [Fact]
    public void Refuses_a_megabyte()
    {
        foreach (var text in InvalidTexts.Huge())
            Quantity.TryParse(text, out _).ShouldBeFalse();
    }

    [Fact]
    public void Every_three_decimals_read_back()
    {
        for (var thousandths = -2500L; thousandths <= 2500; thousandths++)
        {
            var quantity = Quantity.FromThousandths(thousandths);
            Quantity.Parse(quantity.ToString()).ShouldBe(quantity);
            quantity.IsWhole.ShouldBe(!quantity.ToString().Contains('.'));
        }
    }

    [Fact]
    public void Arithmetic_adds_compares_and_refuses_to_wrap()
    {
        (Quantity.One + Quantity.FromUnits(2)).ShouldBe(Quantity.Parse("3"));
        (Quantity.One - Quantity.FromUnits(2)).ShouldBe(-Quantity.One);
        (Quantity.Parse("0.5") * 3).ShouldBe(Quantity.Parse("1.5"));
        (Quantity.Zero < Quantity.One && Quantity.One >= Quantity.One).ShouldBeTrue();
        Should.Throw<OverflowException>(() => new Quantity(long.MaxValue) + new Quantity(1));
        Should.Throw<OverflowException>(() => -new Quantity(long.MinValue));
        Should.Throw<OverflowException>(() => new Quantity(long.MaxValue) * 2);
        Should.Throw<OverflowException>(() => Quantity.FromUnits(long.MaxValue / 1000 + 1));
    }
}
