using Niaga.Platform.Values;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Values;

public sealed class RegistrationNumberTests
{
    [Theory]
    [InlineData("IG56003500070", "IG56003500070")]
    [InlineData("ig 5600-3500 071", "IG56003500071")]
    [InlineData("SG123456789", "IG123456789")]
    [InlineData("OG123456789", "IG123456789")]
    [InlineData("C20880050010", "C20880050010")]
    [InlineData("C01234567890", "C1234567890")]
    [InlineData("c 2088-0050-010", "C20880050010")]
    [InlineData("CS1234567890", "CS1234567890")]
    [InlineData("D1234567890", "D1234567890")]
    [InlineData("F1234567890", "F1234567890")]
    [InlineData("FA1234567890", "FA1234567890")]
    [InlineData("PT1234567890", "PT1234567890")]
    [InlineData("TA1234567890", "TA1234567890")]
    [InlineData("TC1234567890", "TC1234567890")]
    [InlineData("TN1234567890", "TN1234567890")]
    [InlineData("TR1234567890", "TR1234567890")]
    [InlineData("TP1234567890", "TP1234567890")]
    [InlineData("J1234567890", "J1234567890")]
    [InlineData("LE1234567890", "LE1234567890")]
    [InlineData("C1234567890120", "C1234567890120")] // fourteen
    [InlineData("ei00000000010", "EI00000000010")]
    public void A_tin_is_read_into_lhdn_s_spelling(string text, string value)
    {
        Tin.Parse(text).Value.ShouldBe(value);
        Tin.Parse(value).ShouldBe(Tin.Parse(text));
    }

    [Theory]
    [InlineData("C2088005001")] // an entity's ends in 0
    [InlineData("CS1234567891")]
    [InlineData("C12345678901230")] // fifteen
    [InlineData("IG1234567890123")]
    [InlineData("IG")]
    [InlineData("IG12345")]
    [InlineData("C000000000000")]
    [InlineData("X1234567890")]
    [InlineData("CX1234567890")]
    [InlineData("G1234567890")]
    [InlineData("1234567890")]
    [InlineData("C12345A7890")]
    [InlineData("C12345678٩0")]
    [InlineData("EI00000000050")]
    [InlineData("EI12345678900")]
    public void Anything_else_is_no_tin(string text)
    {
        Tin.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => Tin.Parse(text));
    }

    [Fact]
    public void General_tins_are_known()
    {
        Tin[] general = [Tin.GeneralPublic, Tin.ForeignBuyer, Tin.ForeignSupplier, Tin.Government];
        general.Select(tin => tin.Value).ShouldBe(["EI00000000010", "EI00000000020", "EI00000000030", "EI00000000040"]);
        general.ShouldAllBe(tin => tin.IsGeneral && !tin.IsPerson && Tin.Parse(tin.Value) == tin);
        Tin.Parse("IG56003500070").ShouldSatisfyAllConditions(tin => tin.IsPerson.ShouldBeTrue(), tin => tin.IsGeneral.ShouldBeFalse());
        Tin.Parse("C20880050010").ShouldSatisfyAllConditions(tin => tin.IsPerson.ShouldBeFalse(), tin => tin.IsGeneral.ShouldBeFalse());
    }

    [Theory]
    [InlineData("201901000005", "201901000005", SsmKind.LocalCompany)]
    [InlineData("2019 02 000005", "201902000005", SsmKind.ForeignCompany)]
    [InlineData("202003123456", "202003123456", SsmKind.Business)]
    [InlineData("202504123456", "202504123456", SsmKind.LimitedLiabilityPartnership)]
    [InlineData("1312525-A", "1312525-A", null)]
    [InlineData("1312525a", "1312525-A", null)]
    [InlineData("1-K", "1-K", null)]
    public void An_ssm_number_is_new_or_old(string text, string value, SsmKind? kind)
    {
        SsmNumber.Parse(text).Value.ShouldBe(value);
        SsmNumber.Parse(text).Kind.ShouldBe(kind);
        SsmNumber.Parse(value).ShouldBe(SsmNumber.Parse(text));
    }

    [Theory]
    [InlineData("201900000005")]
    [InlineData("201905000005")]
    [InlineData("201911000005")]
    [InlineData("179901000005")]
    [InlineData("210001000005")]
    [InlineData("20190100000")]
    [InlineData("2019010000055")]
    [InlineData("13125251-A")]
    [InlineData("1312525")]
    [InlineData("1312525-AB")]
    [InlineData("-A")]
    [InlineData("1312525-A\n")]
    [InlineData("1312525/A")]
    public void Anything_else_is_no_ssm_number(string text)
    {
        SsmNumber.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => SsmNumber.Parse(text));
    }

    [Theory]
    [InlineData("A01-2345-67891012")]
    [InlineData("a01 2345 67891012")]
    [InlineData("A01234567891012")]
    public void An_sst_number_gets_its_dashes(string text) => SstNumber.Parse(text).ToString().ShouldBe("A01-2345-67891012");

    [Theory]
    [InlineData("A01-2345-6789101")]
    [InlineData("A01-2345-678910123")]
    [InlineData("101-2345-67891012")]
    [InlineData("AB1-2345-67891012")]
    [InlineData("A01/2345/67891012")]
    public void Anything_else_is_no_sst_number(string text)
    {
        SstNumber.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => SstNumber.Parse(text));
    }

    [Theory, MemberData(nameof(InvalidTexts.Texts), MemberType = typeof(InvalidTexts))]
    public void Junk_is_no_number(string? text) => ShouldRefuse(text);

    [Fact]
    public void A_megabyte_is_no_number()
    {
        foreach (var text in InvalidTexts.Huge())
            ShouldRefuse(text);
    }

    private static void ShouldRefuse(string? text)
    {
        Tin.TryParse(text, out _).ShouldBeFalse();
        SsmNumber.TryParse(text, out _).ShouldBeFalse();
        SstNumber.TryParse(text, out _).ShouldBeFalse();
    }
}
