using System.Globalization;
using Niaga.Platform.Values;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Values;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("1234.5", 123450)]
    [InlineData("RM 1,234.50", 123450)]
    [InlineData("RM1,234.50", 123450)]
    [InlineData("1,234.50", 123450)]
    [InlineData(" rm5 ", 500)]
    [InlineData("0", 0)]
    [InlineData("-0.00", 0)]
    [InlineData(".5", 50)]
    [InlineData("007", 700)]
    [InlineData("-RM1,234.50", -123450)]
    [InlineData("- RM 5", -500)]
    [InlineData("RM-5.05", -505)]
    [InlineData("-12.01", -1201)]
    [InlineData("RM10,000,000,000.00", 1_000_000_000_000)]
    [InlineData("-10000000000", -1_000_000_000_000)]
    public void Reads_what_people_type(string text, long sen)
    {
        Money.TryParse(text, out var money).ShouldBeTrue();
        money.Sen.ShouldBe(sen);
        Money.Parse(text).ShouldBe(money);
    }

    [Theory]
    [InlineData("1.234")]
    [InlineData("1.000")]
    [InlineData("5.")]
    [InlineData("1.2.3")]
    [InlineData("12,50")]
    [InlineData("1,2345")]
    [InlineData("1234,567")]
    [InlineData(",123")]
    [InlineData("1,,234")]
    [InlineData("1,234.5,0")]
    [InlineData("10000000000.01")]
    [InlineData("-10000000000.01")]
    [InlineData("99999999999999999999999999999999999999999999999999")]
    [InlineData("--5")]
    [InlineData("-RM-5")]
    [InlineData("+5")]
    [InlineData("5-")]
    [InlineData("(5)")]
    [InlineData("USD5")]
    [InlineData("RMRM5")]
    [InlineData("1 234")]
    [InlineData("1\u00002")]
    [InlineData("\uff11\uff12")]
    public void Refuses_what_is_not_surely_an_amount(string text)
    {
        Money.TryParse(text, out var money).ShouldBeFalse();
        money.ShouldBe(Money.Zero);
        Should.Throw<FormatException>(() => Money.Parse(text));
    }

    [Theory, MemberData(nameof(InvalidTexts.Texts), MemberType = typeof(InvalidTexts))]
    public void Refuses_junk(string? text)
    {
        // Five ASCII digits in the list are an amount, and nothing else is.
        Money.TryParse(text, out _).ShouldBe(text == "12345");
    }

    [Fact]
    public void Refuses_a_megabyte()
    {
        foreach (var text in InvalidTexts.Huge())
            Money.TryParse(text, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(123450, "RM1,234.50", "1234.50")]
    [InlineData(-123450, "-RM1,234.50", "-1234.50")]
    [InlineData(0, "RM0.00", "0.00")]
    [InlineData(5, "RM0.05", "0.05")]
    [InlineData(-5, "-RM0.05", "-0.05")]
    [InlineData(100_000_000, "RM1,000,000.00", "1000000.00")]
    [InlineData(long.MaxValue, "RM92,233,720,368,547,758.07", "92233720368547758.07")]
    [InlineData(long.MinValue, "-RM92,233,720,368,547,758.08", "-92233720368547758.08")]
    public void Writes_for_people_and_for_machines(long sen, string shown, string plain)
    {
        new Money(sen).ToString().ShouldBe(shown);
        new Money(sen).ToDecimalString().ShouldBe(plain);
    }

    [Fact]
    public void Is_written_alike_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var name in (string[])["ms-MY", "en-MY", "de-DE", "ar-SA", "fa-IR"])
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
                new Money(-123450).ToString().ShouldBe("-RM1,234.50");
                new Money(-123450).ToDecimalString().ShouldBe("-1234.50");
                Money.Parse("-RM1,234.50").Sen.ShouldBe(-123450);
                new Quantity(-1250).ToString().ShouldBe("-1.25");
                MyKad.Parse("900101-14-1234").FitsBirthDate(new DateOnly(1990, 1, 1)).ShouldBeTrue();
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void What_is_written_reads_back()
    {
        var random = new Random(20250101);
        for (var i = 0; i < 5000; i++)
        {
            var money = new Money(random.NextInt64(-Money.MaxParsedSen, Money.MaxParsedSen + 1) / (long)Math.Pow(10, i % 10));
            Money.Parse(money.ToString()).ShouldBe(money);
            Money.Parse(money.ToDecimalString()).ShouldBe(money);
        }
    }

    [Fact]
    public void Cash_rounds_to_five_sen_by_the_last_digit()
    {
        // By last digit 0..9, as Bank Negara's table has it.
        long[] change = [0, -1, -2, 2, 1, 0, -1, -2, 2, 1];
        foreach (var ringgit in (long[])[0, 1, 99, 123_456])
            for (var sen = 0; sen < 100; sen++)
            {
                var amount = ringgit * 100 + sen;
                new Money(amount).RoundToFiveSen().Sen.ShouldBe(amount + change[sen % 10]);
                new Money(-amount).RoundToFiveSen().Sen.ShouldBe(-(amount + change[sen % 10]));
            }
    }

    [Fact]
    public void Arithmetic_refuses_to_wrap()
    {
        var (most, least) = (new Money(long.MaxValue), new Money(long.MinValue));
        Should.Throw<OverflowException>(() => most + new Money(1));
        Should.Throw<OverflowException>(() => least - new Money(1));
        Should.Throw<OverflowException>(() => -least);
        Should.Throw<OverflowException>(() => least.Abs());
        Should.Throw<OverflowException>(() => most * 2);
        Should.Throw<OverflowException>(() => most * new Quantity(1001));
        Should.Throw<OverflowException>(() => least.RoundToFiveSen());
        Should.Throw<OverflowException>(() => Money.FromRinggit(long.MaxValue / 100 + 1));
        Should.Throw<OverflowException>(() => Money.Sum([most, new Money(1)]));
        (most * Quantity.One).ShouldBe(most);
        (least * Quantity.One).ShouldBe(least);
    }

    [Theory]
    [InlineData(1, 500, 1)] // 0.5 sen goes away from zero
    [InlineData(1, 499, 0)]
    [InlineData(-1, 500, -1)]
    [InlineData(1, -500, -1)]
    [InlineData(-1, 499, 0)]
    [InlineData(-1, -500, 1)]
    [InlineData(1, 1500, 2)] // not to even
    [InlineData(1, 2500, 3)]
    [InlineData(1299, 1250, 1624)] // 16.2375
    [InlineData(333, 3000, 999)]
    [InlineData(999, 0, 0)]
    public void Price_times_quantity_rounds_half_away_from_zero(long sen, long thousandths, long expected) =>
        (new Money(sen) * new Quantity(thousandths)).Sen.ShouldBe(expected);

    [Fact]
    public void Price_times_quantity_agrees_with_decimal()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var (sen, thousandths) = (random.Next(-100_000, 100_000), random.Next(-20_000, 20_000));
            var expected = Math.Round(sen * (decimal)thousandths / 1000m, 0, MidpointRounding.AwayFromZero);
            (new Money(sen) * new Quantity(thousandths)).Sen.ShouldBe((long)expected);
        }
    }

    [Theory]
    [InlineData(10_000, 8, 100, 800)]
    [InlineData(1_056, 8, 100, 84)] // 84.48
    [InlineData(1_050, 6, 1000, 6)] // 6.3
    [InlineData(25, 2, 100, 1)] // 0.5
    [InlineData(-25, 2, 100, -1)]
    [InlineData(1, 1, 3, 0)]
    [InlineData(2, 1, 3, 1)]
    [InlineData(1, 1, 1, 1)]
    public void A_portion_is_to_the_nearest_sen(long sen, long numerator, long denominator, long expected) =>
        new Money(sen).Portion(numerator, denominator).Sen.ShouldBe(expected);

    [Fact]
    public void A_portion_of_nothing_is_a_bug()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Money(1).Portion(1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new Money(1).Portion(1, -1));
    }

    [Fact]
    public void Adds_compares_and_sums()
    {
        var (one, two) = (Money.FromRinggit(1), Money.FromSen(200));
        (one + two).Sen.ShouldBe(300);
        (one - two).ShouldBe(-one);
        (one * 2).ShouldBe(two);
        (one < two && two > one && one <= two && two >= one).ShouldBeTrue();
        (two < one || one > two || two <= one || one >= two).ShouldBeFalse();
        Money.Sum([one, two, -one]).ShouldBe(two);
        Money.Sum([]).ShouldBe(Money.Zero);
        new[] { two, -one, one }.Order().ShouldBe([-one, one, two]);
    }
}
