using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Files;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Web;

namespace Niaga.Privacy.Answers;

/// <summary>An answer for whoever holds its link: whether it can be opened, and its file by the ticket the code gave.</summary>
internal sealed class AnswerFile(TenantSession session, TenantFiles files, DisclosureLog disclosures, TimeProvider clock)
{
    private sealed record Row(Guid Request, string Kind, bool Expired, bool Opened, bool Ticket, int Tries, Guid? File);

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/privacy-answers/{answerToken}/file", Download)
            .WithMetadata(
                new PublicAccessAttribute("The ticket their code gave opens what somebody asked for.") { Place = PublicPlace.Business }
            )
            .Discloses(Purposes.Request)
            .ExcludeFromDescription();

    /// <summary>Why a link no longer asks for a code, or null.</summary>
    public async Task<Refusal?> Refuse(string token, CancellationToken cancel) =>
        await Find(token, null, cancel) switch
        {
            null => PrivacyErrors.LinkUnknown(),
            { Expired: true } => PrivacyErrors.LinkExpired(),
            { Opened: true } => PrivacyErrors.LinkUsed(),
            { Tries: >= AnswerLink.MostTries } => PrivacyErrors.LinkLocked(),
            _ => null,
        };

    private static async Task<IResult> Download(
        string answerToken,
        AnswerFile answers,
        Words words,
        HttpContext http,
        CancellationToken cancel
    )
    {
        if (!(await answers.Read(answerToken, http.Request.Query["ticket"].ToString(), cancel)).Succeeded(out var file, out var refusal))
            return refusal.ToProblem(words);

        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.File(
            file.Bytes,
            file.Kind == "zip" ? "application/zip" : "application/json",
            $"{words["privacy.answer.file"]}.{file.Kind}"
        );
    }

    private async Task<Outcome<(string Kind, byte[] Bytes)>> Read(string token, string ticket, CancellationToken cancel)
    {
        if (await Find(token, ticket, cancel) is not { } row)
            return PrivacyErrors.LinkUnknown();
        if (row.Expired)
            return PrivacyErrors.LinkExpired();
        if (!row.Ticket)
            return row.Opened ? PrivacyErrors.LinkUsed() : PrivacyErrors.CodeFirst();

        await disclosures.Show("privacy.request", [row.Request], ["answer"], cancel);
        return await files.Find(row.File!.Value, cancel) is { } file ? (row.Kind, file.Content) : PrivacyErrors.LinkExpired();
    }

    private async Task<Row?> Find(string token, string? ticket, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var found = await session.Rows(
            $"""
            SELECT request_id, kind, expires_at <= {now} OR file_id IS NULL, opened_at IS NOT NULL,
                coalesce(ticket_hash = {AnswerLink.HashOf(ticket ?? "")} AND opened_at > {now
                - AnswerLink.TicketLives}, false), tries, file_id
            FROM privacy.answers WHERE tenant_id = {session.Tenant.Value} AND token_hash = {AnswerLink.HashOf(token)}
            """,
            row => new Row(
                row.GetGuid(0),
                row.GetString(1),
                row.GetBoolean(2),
                row.GetBoolean(3),
                row.GetBoolean(4),
                row.GetInt32(5),
                row.IsDBNull(6) ? null : row.GetGuid(6)
            ),
            cancel
        );
        return found.FirstOrDefault();
    }
}
