using System.Security.Cryptography;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Privacy.Answers;

/// <summary>
/// Whoever asked says the code and gets a ticket for the file. A wrong code counts, whatever else: so it is an answer and no refusal,
/// which would undo the count.
/// </summary>
[PublicAccess("The link and the code the business passed on are the proof.", Place = PublicPlace.Business)]
internal sealed class OpenAnswer(TenantSession session, AuditTrail audit, TimeProvider clock)
    : UseCase<OpenAnswer, OpenAnswer.Input, OpenAnswer.Opened>
{
    public sealed record Input(string? Token, string? Code);

    /// <param name="Ticket">Opens the file for an hour; null where the code was wrong.</param>
    /// <param name="Left">How many tries are left.</param>
    public sealed record Opened(string? Ticket, int Left);

    public override async Task<Outcome<Opened>> Run(Input input, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(input.Code))
            return PlatformErrors.Required(nameof(input.Code));
        var (tenant, hash, now) = (session.Tenant.Value, AnswerLink.HashOf(input.Token ?? ""), clock.GetUtcNow());
        var found = await session.Rows(
            $"""
            SELECT answer_id, request_id, code_hash, tries, opened_at IS NOT NULL, expires_at <= {now} OR file_id IS NULL
            FROM privacy.answers WHERE tenant_id = {tenant} AND token_hash = {hash} FOR UPDATE
            """,
            row =>
                (
                    Id: row.GetGuid(0),
                    Request: row.GetGuid(1),
                    Code: row.GetFieldValue<byte[]>(2),
                    Tries: row.GetInt32(3),
                    Opened: row.GetBoolean(4),
                    Expired: row.GetBoolean(5)
                ),
            cancel
        );
        if (found is not [var answer])
            return PrivacyErrors.LinkUnknown();
        if (answer.Expired)
            return PrivacyErrors.LinkExpired();
        if (answer.Opened)
            return PrivacyErrors.LinkUsed();
        if (answer.Tries >= AnswerLink.MostTries)
            return PrivacyErrors.LinkLocked();

        if (!CryptographicOperations.FixedTimeEquals(answer.Code, AnswerLink.HashOf(input.Token!, input.Code)))
        {
            await session.Execute(
                $"UPDATE privacy.answers SET tries = tries + 1 WHERE tenant_id = {tenant} AND answer_id = {answer.Id}",
                cancel
            );
            audit.Record("privacy.answer_code_wrong", "privacy.request", answer.Request, after: new { tries = answer.Tries + 1 });
            return new Opened(null, AnswerLink.MostTries - answer.Tries - 1);
        }
        var ticket = AnswerLink.NewToken();
        await session.Execute(
            $"""
            UPDATE privacy.answers SET opened_at = {now}, ticket_hash = {AnswerLink.HashOf(ticket)}
            WHERE tenant_id = {tenant} AND answer_id = {answer.Id}
            """,
            cancel
        );
        audit.Record("privacy.answer_opened", "privacy.request", answer.Request);
        return new Opened(ticket, 0);
    }
}
