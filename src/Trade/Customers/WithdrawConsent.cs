using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Trade.Customers;

/// <summary>A customer takes back what they agreed to; that they once did stays on record.</summary>
[Needs(TradePermissions.CustomersEdit)]
internal sealed class WithdrawConsent(TenantSession session, Caller caller, AuditTrail audit, TimeProvider clock)
    : UseCase<WithdrawConsent, WithdrawConsent.Input, Done>
{
    /// <param name="Channel">One of <see cref="Consents.Channels"/>.</param>
    public sealed record Input(Guid Customer, Guid Consent, string? Channel);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (input.Channel is null || !Consents.Channels.Contains(input.Channel))
            return CustomerErrors.ConsentChannelUnknown();
        if (await Find(input, cancel) is not (var purpose, var withdrawn))
            return CustomerErrors.ConsentNotFound();
        if (withdrawn)
            return CustomerErrors.ConsentWithdrawn();

        await using var update = new NpgsqlCommand(
            """
            UPDATE trade.customer_consents SET withdrawn_at = greatest($3, given_at), withdrawn_channel = $4, withdrawn_by = $5
            WHERE tenant_id = $1 AND consent_id = $2
            """,
            session.Connection
        );
        update.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        update.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = input.Consent });
        update.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        update.Parameters.Add(new NpgsqlParameter<string> { TypedValue = input.Channel });
        update.Parameters.Add(new() { Value = (object?)caller.Person?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await update.ExecuteNonQueryAsync(cancel);
        audit.Record("trade.consent_withdrawn", CustomerAudit.Subject, input.Customer, after: new { purpose, channel = input.Channel });
        return default(Done);
    }

    /// <summary>Held until the transaction ends: it is taken back once.</summary>
    private async Task<(string Purpose, bool Withdrawn)?> Find(Input input, CancellationToken cancel)
    {
        var rows = await session.Rows(
            $"""
            SELECT purpose, withdrawn_at IS NOT NULL FROM trade.customer_consents
            WHERE tenant_id = {session.Tenant.Value} AND consent_id = {input.Consent} AND customer_id = {input.Customer} FOR NO KEY UPDATE
            """,
            row => ((string, bool)?)(row.GetString(0), row.GetBoolean(1)),
            cancel
        );
        return rows.FirstOrDefault();
    }
}
