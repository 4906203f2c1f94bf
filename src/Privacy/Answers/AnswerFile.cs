using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Web;

namespace Niaga.Privacy.Answers;

/// <summary>An answer for whoever holds its link: whether it can be opened, and its file by the ticket the code gave.</summary>
internal sealed class AnswerFile(TenantSession session, DisclosureLog disclosures, TimeProvider clock)
{
    private static readonly PersonalColumn Content = new("privacy.answers", "content");

    private sealed record Row(
        Guid Id,
        Guid Request,
        string Kind,
        bool Expired,
        bool Opened,
        bool Ticket,
        int Tries,
        Personal<string>? Content
    );

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

        var shown = await disclosures.Show("privacy.request", [row.Request], ["answer"], cancel);
        return shown.Open(row.Content!, row.Request, row.Id)
            ? (row.Kind, Convert.FromBase64String(shown.Text(row.Content, row.Request, row.Id)!))
            : PrivacyErrors.LinkExpired();
    }

    private async Task<Row?> Find(string token, string? ticket, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var found = await session.Rows(
            $"""
            SELECT answer_id, request_id, kind, expires_at <= {now} OR content IS NULL, opened_at IS NOT NULL,
                coalesce(ticket_hash = {AnswerLink.HashOf(ticket ?? "")} AND opened_at > {now - AnswerLink.TicketLives}, false), tries,
                CASE WHEN {ticket is not null} THEN content END
            FROM privacy.answers WHERE tenant_id = {session.Tenant.Value} AND token_hash = {AnswerLink.HashOf(token)}
            """,
            row => new Row(
                row.GetGuid(0),
                row.GetGuid(1),
                row.GetString(2),
                row.GetBoolean(3),
                row.GetBoolean(4),
                row.GetBoolean(5),
                row.GetInt32(6),
                row.Personal(7, Content, row.GetGuid(0))
            ),
            cancel
        );
        return found.FirstOrDefault();
    }
}
