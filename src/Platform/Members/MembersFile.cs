using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Platform.Members;

/// <summary>The members as CSV: UTF-8 with a mark, so that Excel reads it.</summary>
internal static class MembersFile
{
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",;\t\"\r\n");

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/settings/members.csv", Export).WithMetadata(new NeedsAttribute(PlatformPermissions.MembersView)).ExcludeFromDescription();

    private static async Task<IResult> Export(UseCaseRunner runner, ModuleCatalog modules, Words words, HttpResponse response, TimeProvider clock, CancellationToken cancel)
    {
        if (!(await ExportMembers.Do(runner, new(), cancel)).Succeeded(out var rows, out var refusal)) return refusal.ToProblem(words);
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{words["platform.members.file"]}-{MalaysianTime.Day(clock.GetUtcNow()):yyyy-MM-dd}.csv\"";
        await using var writer = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
        string[] headings = ["name", "email", "role", "status", "joined", "factor"];
        await writer.WriteLineAsync(string.Join(',', headings.Select(h => Cell(words["platform.members.column." + h]))));
        foreach (var row in rows)
        {
            string[] cells =
            [
                row.Name, row.Email, words.Role(modules, row.RoleKey, row.Role?.Name), words[row.Active ? "platform.members.active" : "platform.members.suspended"],
                MalaysianTime.Day(row.JoinedAt).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), words[row.SecondFactor ? "platform.members.yes" : "platform.members.no"],
            ];
            await writer.WriteLineAsync(string.Join(',', cells.Select(Cell)));
        }
        return Results.Empty;
    }

    /// <summary>A name that a spreadsheet would take for a formula gets an apostrophe.</summary>
    private static string Cell(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\'', ..] ? "'" + text : text;
        return safe.AsSpan().ContainsAny(NeedQuotes) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
