using System.Text;
using System.Text.Json.Nodes;

namespace Niaga.Platform.Tests.Api;

/// <summary>What no integrator should send and somebody will.</summary>
internal static class InvalidRequests
{
    /// <summary>Raw JSON tokens in the place of a value.</summary>
    public static readonly string[] Values =
    [
        "null",
        "true",
        "false",
        "0",
        "-1",
        "0.1",
        "-0.000000001",
        "99999999999999999999999999999999",
        "-99999999999999999999999999999999",
        "1e400",
        "-1e400",
        "1E+2",
        "NaN",
        "Infinity",
        "-Infinity",
        "01",
        "+1",
        "\"NaN\"",
        "\"1e400\"",
        "\"-1\"",
        "\"\"",
        "\" \"",
        "\"\\u0000\"",
        "\"a\\u0007b\"",
        "\"\\ud800\"",
        "\"\\udc00x\"",
        "\"\u007f\"",
        "\"\\uFFFD\"",
        "\"a\\nb\"",
        "\"💥 kopi 茶 சாய்\"",
        "\"' OR 1=1; --\"",
        "\"%_\\\\\"",
        "\"../../etc/passwd\"",
        "\"<script>alert(1)</script>\"",
        "\"" + new string('9', 5000) + "\"",
        "\"" + new string('a', 70_000) + "\"",
        "[]",
        "{}",
        "[null]",
        "[[[[]]]]",
        "{\"a\":{\"b\":[]}}",
        "\"2026-02-30T25:00:00Z\"",
        "\"0001-01-01T00:00:00+14:00\"",
        "\"9999-12-31T23:59:59-14:00\"",
        "\"00000000-0000-0000-0000-000000000000\"",
        "\"00000000-0000-7000-8000-000000000000\"",
        "'x'",
        "undefined",
        "",
    ];

    /// <summary>Text in the place of a query value or a path segment, encoded already.</summary>
    public static readonly string[] Texts =
    [
        "",
        "%20",
        "0",
        "-1",
        "1e400",
        "NaN",
        "99999999999999999999999",
        "-99999999999999999999999",
        "true",
        "null",
        "%00",
        "a%00b",
        "%01",
        "%7F",
        "%FF",
        "%C3%28",
        "%ED%A0%80",
        "%EF%BF%BD",
        "%0D%0ASet-Cookie:x",
        "..",
        "..%2F..",
        "%2e%2e",
        "%F0%9F%92%A5",
        "'%20OR%201=1--",
        "%25",
        "%25_",
        "[]",
        "{}",
        "a,b",
        "a;b",
        "-",
        "--",
        "-zzz",
        "eyJ9",
        "WyIiLCIiXQ",
        "WyJhIiwiYiJd",
        "WzEsMl0",
        "bnVsbA",
        "W10",
        "WyJwcm9kdWN0cyIsIjEiLCIwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMCJd",
        "WyJwcm9kdWN0cyIsIlx1MDAwMCIsIjAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwIl0",
        "2026-02-30",
        "0001-01-01",
        "9999-12-31",
        "2026-08-31T00:00:00Z",
        "00000000-0000-0000-0000-000000000000",
        new string('a', 3000),
    ];

    /// <summary>Bodies that are wrong as a whole, with the content type they come as.</summary>
    public static IEnumerable<(string What, byte[] Body, string? ContentType)> Bodies(string good)
    {
        var json = "application/json";
        var bytes = Encoding.UTF8.GetBytes(good);
        foreach (
            var text in (string[])
                [
                    "",
                    "null",
                    "[]",
                    "\"x\"",
                    "5",
                    "1e400",
                    "{",
                    "}",
                    "{\"a\":}",
                    "{,}",
                    "{'a':1}",
                    "// no",
                    good + good,
                    good[..^1],
                    "[" + good + "]",
                    "\u0000",
                    new('[', 3000),
                    Deep(3000),
                ]
        )
        {
            yield return ("body " + text[..Math.Min(20, text.Length)], Encoding.UTF8.GetBytes(text), json);
        }
        yield return ("a field twice", Encoding.UTF8.GetBytes(Twice(good)), json);
        yield return ("broken UTF-8", Replace(bytes, (byte)'"', [(byte)'"', 0xC3, 0x28]), json);
        yield return ("overlong UTF-8", Replace(bytes, (byte)'"', [(byte)'"', 0xC0, 0x80]), json);
        yield return ("surrogate in UTF-8", Replace(bytes, (byte)'"', [(byte)'"', 0xED, 0xA0, 0x80]), json);
        yield return ("UTF-16 said to be UTF-8", Encoding.Unicode.GetBytes(good), json);
        yield return ("UTF-7", bytes, "application/json; charset=utf-7");
        yield return ("no such charset", bytes, "application/json; charset=klingon");
        yield return ("5 MB", Encoding.UTF8.GetBytes("{\"name\":\"" + new string('a', 5 * 1024 * 1024) + "\"}"), json);
        yield return ("5 MB of nothing", Encoding.UTF8.GetBytes(new string(' ', 5 * 1024 * 1024)), json);
        yield return ("no type", bytes, null);
        yield return ("text", bytes, "text/plain");
        yield return ("xml", bytes, "application/xml");
        yield return ("form", Encoding.UTF8.GetBytes("a=b&a=c"), "application/x-www-form-urlencoded");
        yield return ("multipart without boundary", bytes, "multipart/form-data");
        yield return ("multipart that is none", bytes, "multipart/form-data; boundary=x");
    }

    /// <summary>Every value of a good body replaced by every junk value, or left out, one at a time.</summary>
    public static IEnumerable<(string What, string Body)> Fields(string good)
    {
        var paths = Leaves(JsonNode.Parse(good)!, []).ToArray();
        foreach (var path in paths)
        {
            var absent = JsonNode.Parse(good)!;
            var parent = path[..^1].Aggregate(absent, Step);
            if (parent is JsonObject owner)
                owner.Remove((string)path[^1]);
            else
                parent.AsArray().RemoveAt((int)path[^1]);
            yield return ($"without {string.Join('.', path)}", absent.ToJsonString());
            foreach (var value in Values)
            {
                var root = JsonNode.Parse(good)!;
                var at = path[..^1].Aggregate(root, Step);
                if (at is JsonObject fields)
                    fields[(string)path[^1]] = "@@";
                else
                    at.AsArray()[(int)path[^1]] = "@@";
                yield return (
                    $"{string.Join('.', path)} = {value[..Math.Min(40, value.Length)]}",
                    root.ToJsonString().Replace("\"@@\"", value, StringComparison.Ordinal)
                );
            }
        }
    }

    private static JsonNode Step(JsonNode at, object step) => step is string name ? at[name]! : at[(int)step]!;

    private static IEnumerable<object[]> Leaves(JsonNode node, object[] path)
    {
        var children = node switch
        {
            JsonObject fields => fields.Select(f => (Key: (object)f.Key, f.Value)),
            JsonArray items => items.Select((item, i) => (Key: (object)i, Value: item)),
            _ => [],
        };
        foreach (var (key, value) in children)
        {
            yield return [.. path, key];
            if (value is not null)
                foreach (var inner in Leaves(value, [.. path, key]))
                    yield return inner;
        }
    }

    private static string Deep(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);

    private static string Twice(string good) =>
        JsonNode.Parse(good) is JsonObject { Count: > 0 } fields
            ? good.TrimEnd()[..^1] + $",\"{fields.First().Key}\":null}}"
            : "{\"name\":1,\"name\":2}";

    private static byte[] Replace(byte[] bytes, byte what, byte[] with)
    {
        // The second quotation mark that opens a value: after the first colon.
        var colon = Array.IndexOf(bytes, (byte)':');
        var at = Array.IndexOf(bytes, what, Math.Max(colon, 0));
        return at < 0 ? [.. "{\"a\":\""u8, .. with, (byte)'}'] : [.. bytes[..at], .. with, .. bytes[(at + 1)..]];
    }
}
