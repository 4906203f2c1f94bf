using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Trade.Customers;

/// <summary>A customer agrees to something. Answers the consent's id.</summary>
[Needs(TradePermissions.CustomersEdit)]
internal sealed class RecordConsent(TenantSession session, TradeDb db, Caller caller, AuditTrail audit, TimeProvider clock)
    : UseCase<RecordConsent, RecordConsent.Input, Guid>
{
    /// <param name="Purpose">One of <see cref="Consents.Purposes"/>.</param>
    /// <param name="Channel">One of <see cref="Consents.Channels"/>.</param>
    public sealed record Input(Guid Customer, string? Purpose, string? Channel);

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        if (input.Purpose is not { } purpose || !Consents.Purposes.Contains(purpose))
            refusals.Add(CustomerErrors.ConsentPurposeUnknown());
        if (input.Channel is not { } channel || !Consents.Channels.Contains(channel))
            refusals.Add(CustomerErrors.ConsentChannelUnknown());
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;
        if (!await db.Set<Customer>().AnyAsync(c => c.CustomerId == input.Customer && c.MergedInto == null, cancel))
            return CustomerErrors.NotFound();

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
        audit.Record(
            "trade.consent_given",
            CustomerAudit.Subject,
            input.Customer,
            after: new { purpose = input.Purpose, channel = input.Channel }
        );
        return id;
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "customer_consents_once" ? CustomerErrors.ConsentGiven() : null;
}
