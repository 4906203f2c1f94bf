using Niaga.Platform.Values;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Values;

public sealed class PlaceTests
{
    [Fact]
    public void There_are_sixteen_states_by_code()
    {
        MalaysianState.All.Select(state => state.Code).ShouldBe(Enumerable.Range(1, 16).Select(code => $"{code:00}"));
        foreach (var state in MalaysianState.All)
        {
            MalaysianState.Parse(state.Code).ShouldBeSameAs(state);
            MalaysianState.Parse($" {state.Name.ToUpperInvariant()} ").ShouldBeSameAs(state);
        }
        MalaysianState.Parse("Penang").ShouldBeSameAs(MalaysianState.PulauPinang);
        MalaysianState.Parse("10").ToString().ShouldBe("Selangor");
    }

    [Theory]
    [InlineData("41050", "Klang", "10", "41050 Klang, Selangor")]
    [InlineData("50000", "Kuala Lumpur", "14", "50000 Kuala Lumpur")]
    [InlineData(null, "Klang", null, "Klang")]
    [InlineData(null, null, "10", "Selangor")]
    [InlineData(null, null, null, null)]
    public void A_town_is_named_with_its_state_unless_it_is_called_as_that(string? postcode, string? town, string? state, string? line) =>
        MalaysianState.TownLine(postcode, town, state).ShouldBe(line);

    [Theory]
    [InlineData("00")]
    [InlineData("17")]
    [InlineData("1")]
    [InlineData("Singapore")]
    public void No_other_state_is_known(string text)
    {
        MalaysianState.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => MalaysianState.Parse(text));
    }

    [Fact]
    public void Friday_is_weekend_in_three_states()
    {
        MalaysianState
            .All.Where(state => state.IsWeekend(DayOfWeek.Friday))
            .Select(state => state.Name)
            .ShouldBe(["Kedah", "Kelantan", "Terengganu"]);
        MalaysianState
            .All.Where(state => !state.IsWeekend(DayOfWeek.Sunday))
            .Select(state => state.Name)
            .ShouldBe(["Kedah", "Kelantan", "Terengganu"]);
        MalaysianState.All.ShouldAllBe(state => state.IsWeekend(DayOfWeek.Saturday) && state.Weekend.Count == 2);
    }

    [Theory]
    [InlineData("01000", "Perlis")]
    [InlineData("07000", "Kedah")]
    [InlineData("05000", "Kedah")]
    [InlineData("14290", "Kedah")]
    [InlineData("14290", "Pulau Pinang")]
    [InlineData("34950", "Kedah")]
    [InlineData("10200", "Pulau Pinang")]
    [InlineData("15000", "Kelantan")]
    [InlineData("20000", "Terengganu")]
    [InlineData("25000", "Pahang")]
    [InlineData("39000", "Pahang")]
    [InlineData("69000", "Pahang")]
    [InlineData("30000", "Perak")]
    [InlineData("40000", "Selangor")]
    [InlineData("63000", "Selangor")]
    [InlineData("68000", "Selangor")]
    [InlineData("52200", "Selangor")]
    [InlineData("50450", "Kuala Lumpur")]
    [InlineData("62000", "Putrajaya")]
    [InlineData("70000", "Negeri Sembilan")]
    [InlineData("73000", "Melaka")]
    [InlineData("75000", "Melaka")]
    [InlineData("80000", "Johor")]
    [InlineData("87000", "Labuan")]
    [InlineData("88000", "Sabah")]
    [InlineData("93000", "Sarawak")]
    public void A_postcode_lies_in_its_state(string postcode, string state) =>
        Postcode.Parse(postcode).IsIn(MalaysianState.Parse(state)).ShouldBeTrue();

    [Theory]
    [InlineData("04999", "Kedah")]
    [InlineData("10000", "Kedah")]
    [InlineData("02999", "Kedah")]
    [InlineData("05000", "Perlis")]
    [InlineData("15000", "Pulau Pinang")]
    [InlineData("39000", "Perak")]
    [InlineData("50450", "Selangor")]
    [InlineData("62000", "Selangor")]
    [InlineData("62000", "Kuala Lumpur")]
    [InlineData("74000", "Melaka")]
    [InlineData("79000", "Melaka")]
    [InlineData("87000", "Sabah")]
    [InlineData("88000", "Labuan")]
    [InlineData("92000", "Sabah")]
    [InlineData("92999", "Sarawak")]
    public void A_postcode_lies_in_no_other(string postcode, string state) =>
        (Postcode.TryParse(postcode, out var read) && read.IsIn(MalaysianState.Parse(state))).ShouldBeFalse();

    [Theory]
    [InlineData("5045")]
    [InlineData("504500")]
    [InlineData("00999")]
    [InlineData("03000")]
    [InlineData("19000")]
    [InlineData("29000")]
    [InlineData("61000")]
    [InlineData("99000")]
    [InlineData("5045O")]
    [InlineData("-5045")]
    public void What_no_state_uses_is_refused(string text)
    {
        Postcode.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => Postcode.Parse(text));
    }

    [Fact]
    public void A_postcode_keeps_its_leading_zero() => Postcode.Parse(" 01000 ").ToString().ShouldBe("01000");

    [Theory, MemberData(nameof(InvalidTexts.Texts), MemberType = typeof(InvalidTexts))]
    public void Junk_is_no_place(string? text)
    {
        Postcode.TryParse(text, out _).ShouldBe(text == "12345");
        MalaysianState.TryParse(text, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_megabyte_is_no_place()
    {
        foreach (var text in InvalidTexts.Huge())
        {
            Postcode.TryParse(text, out _).ShouldBeFalse();
            MalaysianState.TryParse(text, out _).ShouldBeFalse();
        }
    }
}
