using System.Text.Encodings.Web;
using System.Text.Json;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Subjects;

namespace Niaga.Privacy.Answers;

/// <summary>What an answer tells, and how a program reads it.</summary>
internal sealed record SubjectData(
    string Business,
    int Number,
    string Kind,
    string Name,
    DateOnly ReceivedOn,
    DateTimeOffset MadeAt,
    IReadOnlyList<SubjectTable> Tables,
    IReadOnlyList<SubjectData.Origin> Origins,
    IReadOnlyList<Looks.Look> Looks
)
{
    /// <summary>Sensitive columns, by schema, table and column.</summary>
    public IReadOnlySet<string> Sensitive { get; init; } = new HashSet<string>();

    /// <summary>Stands for somebody else until it is known in which language: a sign that nobody types.</summary>
    public const string Mark = "\uE0FF";

    /// <summary>Stands for somebody else in data and in names of files.</summary>
    public const string Another = "[another person]";

    public static string Unmarked(string text, string another) => text.Replace(Mark, another, StringComparison.Ordinal);

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How a record came into the books.</summary>
    /// <param name="Channel"><c>page</c>, <c>api</c>, <c>work</c> or <c>operator</c>.</param>
    /// <param name="Action">What the log calls it.</param>
    internal sealed record Origin(DateTimeOffset At, string Channel, string Action);

    /// <summary>Format 1: UTF-8, times ISO 8601, a table by its name with one object a row.</summary>
    public static byte[] Json(SubjectData told)
    {
        using var kept = new MemoryStream();
        using (var json = new Utf8JsonWriter(kept, Readable))
        {
            json.WriteStartObject();
            json.WriteNumber("format", 1);
            json.WriteString("business", told.Business);
            json.WriteNumber("request", told.Number);
            json.WriteString("kind", told.Kind);
            json.WriteString("name", told.Name);
            json.WriteString("received_on", $"{told.ReceivedOn:yyyy-MM-dd}");
            json.WriteString("made_at", told.MadeAt);
            json.WriteStartObject("data");
            foreach (var table in told.Tables)
                Write(json, table);
            json.WriteEndObject();
            json.WriteStartArray("sensitive");
            foreach (var column in told.Tables.SelectMany(t => t.Columns.Select(c => $"{t.Table}.{c}")).Where(told.Sensitive.Contains))
                json.WriteStringValue(column);
            json.WriteEndArray();
            json.WriteStartArray("sources");
            foreach (var origin in told.Origins)
            {
                json.WriteStartObject();
                json.WriteString("at", origin.At);
                json.WriteString("channel", origin.Channel);
                json.WriteString("action", origin.Action);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("disclosures");
            foreach (var look in told.Looks)
            {
                json.WriteStartObject();
                json.WriteString("at", look.At);
                json.WriteString("channel", look.Channel);
                json.WriteString("purpose", look.Purpose);
                json.WriteStartArray("fields");
                foreach (var field in look.Fields)
                    json.WriteStringValue(field);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return kept.ToArray();
    }

    private static void Write(Utf8JsonWriter json, SubjectTable table)
    {
        json.WriteStartArray(table.Table);
        foreach (var row in table.Rows)
        {
            json.WriteStartObject();
            for (var i = 0; i < table.Columns.Count; i++)
            {
                json.WritePropertyName(table.Columns[i]);
                JsonSerializer.Serialize(json, row[i] is string text ? Unmarked(text, Another) : row[i]);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
