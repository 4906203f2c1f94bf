using Niaga.Platform.Data;

namespace Niaga.Trade.Customers;

/// <summary>What a customer agreed to, with its proof, the newest first.</summary>
internal sealed class CustomerConsentList(TenantSession session)
{
    /// <summary>A consent with its proof.</summary>
    /// <param name="Id">The consent.</param>
    /// <param name="Purpose" example="marketing_email">To what.</param>
    /// <param name="Channel" example="in_person">How they said so.</param>
    /// <param name="GivenAt">When.</param>
    /// <param name="RecordedBy" example="Siti binti Ahmad">Who heard or saw it; null for a program.</param>
    /// <param name="NoticeVersion" example="3">Which privacy notice held then; null where there was none.</param>
    /// <param name="Wording" example="I agree to be sent offers by e-mail.">The words; null for one from before.</param>
    /// <param name="Attachment">The paper they signed, among the customer's files; null for none.</param>
    /// <param name="WithdrawnAt">When they took it back; null while it holds.</param>
    /// <param name="WithdrawnChannel" example="phone">How they took it back.</param>
    internal sealed record ConsentProof(
        Guid Id,
        string Purpose,
        string Channel,
        DateTimeOffset GivenAt,
        string? RecordedBy,
        int? NoticeVersion,
        string? Wording,
        Guid? Attachment,
        DateTimeOffset? WithdrawnAt,
        string? WithdrawnChannel
    );

    public Task<List<ConsentProof>> Of(Guid customer, CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        return session.Rows(
            $"""
            SELECT c.consent_id, c.purpose, c.channel, c.given_at, p.display_name, n.version, f.wording, f.attachment_id, c.withdrawn_at,
                c.withdrawn_channel
            FROM trade.customer_consents c
            LEFT JOIN trade.consent_proofs f ON f.tenant_id = {tenant} AND f.consent_id = c.consent_id
            LEFT JOIN privacy.notices n ON n.tenant_id = {tenant} AND n.notice_id = f.notice_id
            LEFT JOIN platform.known_people p ON p.tenant_id = {tenant} AND p.person_id = c.recorded_by
            WHERE c.tenant_id = {tenant} AND c.customer_id = {customer} ORDER BY c.given_at DESC, c.consent_id DESC
            """,
            row => new ConsentProof(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetFieldValue<DateTimeOffset>(3),
                row.IsDBNull(4) ? null : row.GetString(4),
                row.IsDBNull(5) ? null : row.GetInt32(5),
                row.IsDBNull(6) ? null : row.GetString(6),
                row.IsDBNull(7) ? null : row.GetGuid(7),
                row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8),
                row.IsDBNull(9) ? null : row.GetString(9)
            ),
            cancel
        );
    }
}
