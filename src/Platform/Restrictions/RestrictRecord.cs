using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Restrictions;

/// <summary>Says who opens a record without a reason; nobody named, and everybody does who may see its kind.</summary>
[Needs(PlatformPermissions.RecordsRestrict)]
public sealed class RestrictRecord(
    TenantSession session,
    Caller caller,
    Colleagues colleagues,
    IEnumerable<RestrictedKind> kinds,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<RestrictRecord, RestrictRecord.Input, Done>
{
    /// <param name="Subject">Its kind.</param>
    /// <param name="Record">Its id.</param>
    /// <param name="People">Ids of members; none lifts the restriction.</param>
    public sealed record Input(string Subject, Guid Record, IReadOnlyCollection<Guid> People);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (kinds.FirstOrDefault(k => k.Subject == input.Subject) is not { } kind || !await kind.Exists(session, input.Record, cancel))
            return PlatformErrors.NotFound();
        Guid[] people = [.. input.People.Distinct().Order()];
        var may = (await colleagues.Who(kind.View, cancel)).Select(c => c.Person.Value).ToHashSet();
        if (people.Length > RestrictionErrors.MostPeople || !people.All(may.Contains))
            return RestrictionErrors.PeopleUnknown();

        var before = await session.Rows(
            $"""
            SELECT people FROM platform.restricted_records
            WHERE tenant_id = {session.Tenant.Value} AND subject = {input.Subject} AND record_id = {input.Record} FOR UPDATE
            """,
            row => row.GetFieldValue<Guid[]>(0),
            cancel
        );
        if (before is [var same] ? same.SequenceEqual(people) : people.Length == 0)
            return default(Done);

        if (people.Length == 0)
            await session.Execute(
                $"""
                DELETE FROM platform.restricted_records
                WHERE tenant_id = {session.Tenant.Value} AND subject = {input.Subject} AND record_id = {input.Record}
                """,
                cancel
            );
        else
            await session.Execute(
                $"""
                INSERT INTO platform.restricted_records (tenant_id, subject, record_id, people, restricted_by, restricted_at)
                VALUES ({session.Tenant.Value}, {input.Subject}, {input.Record}, {people}, {(object?)caller.Person?.Value}::uuid,
                    {clock.GetUtcNow()})
                ON CONFLICT (tenant_id, subject, record_id) DO UPDATE
                SET people = excluded.people, restricted_by = excluded.restricted_by, restricted_at = excluded.restricted_at
                """,
                cancel
            );
        audit.Record(
            people.Length == 0 ? "platform.restriction_lifted" : "platform.record_restricted",
            input.Subject,
            input.Record,
            before: before is [var were] ? new { openedBy = were } : null,
            after: people.Length == 0 ? null : new { openedBy = people }
        );
        return default(Done);
    }
}
