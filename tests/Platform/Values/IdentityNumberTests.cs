using Niaga.Platform.Values;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Values;

public sealed class IdentityNumberTests
{
    [Theory]
    [InlineData(null, "880214-10-5566", "mykad:880214105566", "880214-10-5566")]
    [InlineData("mykad", "880214 10 5566", "mykad:880214105566", "880214-10-5566")]
    [InlineData(null, " a 1234-5678 ", "passport:A12345678", "A12345678")]
    [InlineData(null, "501234567", "passport:501234567", "501234567")]
    [InlineData("passport", "880214105566", "passport:880214105566", "880214105566")]
    [InlineData("army", "t1234567", "army:T1234567", "T1234567")]
    public void A_number_is_read_into_one_spelling(string? kind, string text, string stored, string printed)
    {
        IdentityNumber.TryParse(kind, text, out var number).ShouldBeTrue();
        number!.RevealStored().ShouldBe(stored);
        number.RevealPrinted().ShouldBe(printed);
        IdentityNumber.OfStored(stored).ShouldBe(number);
        $"{number}".ShouldNotContain(stored.Split(':')[1][..5]);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData(null, "880231105566")] // no such day
    [InlineData("mykad", "A12345678")]
    [InlineData("passport", "ABCDEFGH")]
    [InlineData("passport", "A123")]
    [InlineData("passport", "A12345678901234567890")]
    [InlineData("army", "T12")]
    [InlineData("army", "T123456789012")]
    [InlineData("licence", "T1234567")]
    public void What_is_no_number_is_refused(string? kind, string text) => IdentityNumber.TryParse(kind, text, out _).ShouldBeFalse();

    [Fact]
    public void A_text_can_be_a_number_of_several_kinds() =>
        IdentityNumber.Any("880214-10-5566").Select(n => n.Kind).ShouldBe(["mykad", "passport", "army"]);
}
