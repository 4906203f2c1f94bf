using System.Text.Json;
using System.Text.Json.Serialization;

namespace Niaga.Platform.Web;

/// <summary>
/// Text in a JSON body: no control characters, no half surrogates. PostgreSQL could not keep them, a receipt not print them.
/// </summary>
public sealed class StrictStringConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException("A text was expected.");

        string? text;
        try
        {
            text = reader.GetString();
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("The text is not valid Unicode.", e);
        }
        return RequestValidationMiddleware.Unclean(text) ? throw new JsonException("The text holds control characters.") : text;
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
