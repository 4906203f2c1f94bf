using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Niaga.Platform.Web;

/// <summary>A page of a list in the API.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Next">Give it as <c>cursor</c> for the following page; null on the last.</param>
public sealed record CursorPage<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Cursors: opaque to the client; to us the list they are of, and the last row's sort value and id.</summary>
public static class Cursors
{
    public const int MostItems = 100;

    public static string Write(string list, string value, Guid id) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new[] { list, value, id.ToString("N") }));

    /// <summary>False for a cursor that this list did not give.</summary>
    public static bool TryRead(string list, string? cursor, out string value, out Guid id)
    {
        (value, id) = ("", default);
        if (cursor is null or { Length: > 1000 } || !Base64Url.IsValid(cursor))
            return false;

        try
        {
            var parts = JsonSerializer.Deserialize<string[]>(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)));
            if (
                parts is not [var of, var sort, var text]
                || of != list
                || !Guid.TryParseExact(text, "N", out id)
                || RequestValidationMiddleware.Unclean(sort)
            )
                return false;

            value = sort;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
