using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Niaga.Platform.Values;

/// <summary>Money in JSON: written as <c>"12.50"</c>, read from a plain decimal string or number with up to two decimals.</summary>
internal sealed class MoneyJsonConverter : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DecimalJson.TryRead(ref reader, 2, Money.MaxParsedSen, out var sen)
            ? new Money(sen)
            : throw new JsonException("An amount must be a decimal with at most two decimals and at most 10 billion, such as \"12.50\".");

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToDecimalString());
}

/// <summary>A quantity in JSON: written as <c>"1.25"</c>, read from a plain decimal string or number with up to three decimals.</summary>
internal sealed class QuantityJsonConverter : JsonConverter<Quantity>
{
    public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DecimalJson.TryRead(ref reader, 3, Quantity.MaxParsedThousandths, out var thousandths)
            ? new Quantity(thousandths)
            : throw new JsonException("A quantity must be a decimal with at most three decimals and at most 1 billion, such as \"1.25\".");

    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

internal static class DecimalJson
{
    /// <summary>Digits only: no currency, no commas, no exponent, so that an integrator cannot be misread.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, int decimals, long limit, out long units)
    {
        units = 0;
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
            return false;

        // The raw bytes: a number keeps its digits, and a broken escape is merely not a digit.
        var bytes = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        if (bytes.Length is 0 or > FixedPoint.MaxLength)
            return false;

        return FixedPoint.TryParse(Encoding.ASCII.GetString(bytes), decimals, limit, grouped: false, out units);
    }
}
