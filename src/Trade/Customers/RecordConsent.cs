using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Privacy.Notices;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Trade.Customers;

/// <summary>A customer agrees to something. Answers the consent's id.</summary>
[Needs(TradePermissions.CustomersEdit)]
internal sealed class RecordConsent(
    TenantSession session,
    TradeDb db,
    NoticeList notices,
    Caller caller,
    AuditTrail audit,
    Words words,
    TimeProvider clock
) : UseCase<RecordConsent, RecordConsent.Input, Guid>
{
    /// <param name="Purpose">One of <see cref="Consents.Purposes"/>.</param>
    /// <param name="Channel">One of <see cref="Consents.Channels"/>.</param>
    /// <param name="Wording">The words they agreed to; ours for the purpose where none are said.</param>
    /// <param name="Attachment">The paper they signed, among the customer's files.</param>
    public sealed record Input(Guid Customer, string? Purpose, string? Channel, string? Wording = null, Guid? Attachment = null);

    public const int LongestWording = 1000;

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        if (input.Purpose is not { } purpose || !Consents.Purposes.Contains(purpose))
            refusals.Add(CustomerErrors.ConsentPurposeUnknown());
        if (input.Channel is not { } channel || !Consents.Channels.Contains(channel))
            refusals.Add(CustomerErrors.ConsentChannelUnknown());
        var wording = input.Wording?.ReplaceLineEndings("\n").Trim() ?? "";
        if (wording.Length > LongestWording)
            refusals.Add(PlatformErrors.TooLong(nameof(input.Wording), LongestWording));
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;
        if (!await db.Set<Customer>().AnyAsync(c => c.CustomerId == input.Customer && c.MergedInto == null, cancel))
            return CustomerErrors.NotFound();
        if (input.Attachment is { } paper && !await IsTheirs(paper, input.Customer, cancel))
            return CustomerErrors.ConsentPaperUnknown();

        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO trade.customer_consents (tenant_id, consent_id, customer_id, purpose, channel, given_at, recorded_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            session.Connection
        );
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = input.Customer });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = input.Purpose! });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = input.Channel! });
        insert.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        insert.Parameters.Add(new() { Value = (object?)caller.Person?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await insert.ExecuteNonQueryAsync(cancel);
        var notice = await notices.Current(cancel);
        await session.Execute(
            $"""
            INSERT INTO trade.consent_proofs (tenant_id, consent_id, notice_id, wording, language, attachment_id)
            VALUES ({session.Tenant.Value}, {id}, {(object?)notice?.Id}::uuid,
                {(wording.Length > 0 ? wording : words["trade.consent.wording." + input.Purpose])}, {words.Language.Code},
                {(object?)input.Attachment}::uuid)
            """,
            cancel
        );
        audit.Record(
            "trade.consent_given",
            CustomerAudit.Subject,
            input.Customer,
            after: new { purpose = input.Purpose, channel = input.Channel }
        );
        return id;
    }

    private async Task<bool> IsTheirs(Guid paper, Guid customer, CancellationToken cancel) =>
        await session.Rows(
            $"""
            SELECT 1 FROM notes.attachments WHERE tenant_id = {session.Tenant.Value} AND attachment_id = {paper}
                AND subject = {CustomerAudit.Subject} AND record_id = {customer} AND removed_at IS NULL
            """,
            row => row.GetInt32(0),
            cancel
        )
            is [_];

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "customer_consents_once" ? CustomerErrors.ConsentGiven() : null;
}
