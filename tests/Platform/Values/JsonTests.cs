using System.Text;
using System.Text.Json;
using Niaga.Platform.Values;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Values;

public sealed class JsonTests
{
    private static readonly JsonSerializerOptions TinyBuffer = new() { DefaultBufferSize = 1 };

    private sealed record Line(Money Price, Quantity Count, Money? Discount = null);

    [Fact]
    public void Writes_decimal_strings()
    {
        JsonSerializer
            .Serialize(new Line(new Money(1250), new Quantity(1250)))
            .ShouldBe("""{"Price":"12.50","Count":"1.25","Discount":null}""");
        JsonSerializer.Serialize(new Money(-5)).ShouldBe("\"-0.05\"");
    }

    [Theory]
    [InlineData("\"12.50\"", 1250)]
    [InlineData("12.50", 1250)]
    [InlineData("12.5", 1250)]
    [InlineData("12", 1200)]
    [InlineData("-0.05", -5)]
    [InlineData("\"10000000000\"", 1_000_000_000_000)]
    public void Reads_money_from_string_or_number(string json, long sen) => JsonSerializer.Deserialize<Money>(json).Sen.ShouldBe(sen);

    [Theory]
    [InlineData("\"1.250\"", 1250)]
    [InlineData("1.25", 1250)]
    [InlineData("0.001", 1)]
    public void Reads_quantity_from_string_or_number(string json, long thousandths) =>
        JsonSerializer.Deserialize<Quantity>(json).Thousandths.ShouldBe(thousandths);

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"\"")]
    [InlineData("\" 1\"")]
    [InlineData("\"abc\"")]
    [InlineData("\"RM5\"")]
    [InlineData("\"1,250\"")]
    [InlineData("\"NaN\"")]
    [InlineData("1e2")]
    [InlineData("1E-2")]
    [InlineData("12.3456")]
    [InlineData("99999999999999999999999999999")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\u0000\"")]
    [InlineData("\"١٢\"")]
    public void Refuses_anything_else_with_a_clear_message(string json)
    {
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Money>(json)).Message.ShouldContain("\"12.50\"");
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Quantity>(json)).Message.ShouldContain("\"1.25\"");
    }

    [Fact]
    public void A_third_decimal_fits_a_quantity_and_no_amount()
    {
        JsonSerializer.Deserialize<Quantity>("1.234").Thousandths.ShouldBe(1234);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Money>("1.234"));
    }

    [Fact]
    public void Null_is_absence_where_absence_is_allowed() =>
        JsonSerializer.Deserialize<Line>("""{"Price":1,"Count":1,"Discount":null}""")!.Discount.ShouldBeNull();

    [Fact]
    public void The_error_names_the_field() =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Line>("""{"Price":"x","Count":1}""")).Path.ShouldBe("$.Price");

    [Fact]
    public async Task Reads_across_the_seams_of_a_stream()
    {
        var json = $$"""{"Price":{{new string(' ', 40_000)}}"12.50","Count":"1.25"}""";
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        (await JsonSerializer.DeserializeAsync<Line>(stream, TinyBuffer)).ShouldBe(new Line(new Money(1250), new Quantity(1250)));
    }

    [Fact]
    public void Refuses_a_megabyte_and_broken_bytes()
    {
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Money>('"' + new string('1', 1 << 20) + '"'));
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Money>(new string('1', 1 << 20)));
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Money>([(byte)'"', 0xff, 0xfe, (byte)'"']));
    }
}
