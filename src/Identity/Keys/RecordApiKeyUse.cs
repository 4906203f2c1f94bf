using System.Net;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Identity.Keys;

/// <summary>
/// Writes down that a key was used. A network it was never used from is a security event, once however many requests and nodes meet
/// there: whoever inserts the place tells of it.
/// </summary>
[PublicAccess("The platform's own note; nobody asks for it.")]
internal sealed class RecordApiKeyUse(TenantSession session, AuditTrail audit, Outbox outbox)
    : UseCase<RecordApiKeyUse, RecordApiKeyUse.Input, Done>
{
    /// <summary>
    /// Mails about one key in a day: a program that comes from everywhere must not fill a mailbox. The log holds every place.
    /// </summary>
    internal const int MostMails = 10;

    public sealed record Input(Guid Key, IPNetwork Network, IPAddress Address, DateTimeOffset At);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (!await Insert(input, cancel))
            return default(Done);

        var (name, others, lately) = await Look(input, cancel);
        audit.Record(
            "platform.api_key_used_from_new_place",
            "platform.api_key",
            input.Key,
            after: new
            {
                name,
                Network = input.Network.ToString(),
                First = others == 0,
            }
        );
        // Where a key is first used is where it was made for.
        if (others > 0 && lately <= MostMails)
            outbox.Add(
                MailApiKeyFirstUse.Kind,
                new MailApiKeyFirstUse.Payload(input.Key, input.Address.ToString(), input.At),
                $"{input.Key} {input.Network}"
            );
        return default(Done);
    }

    /// <summary>True when the place is new. One that is known is written once a minute.</summary>
    private async Task<bool> Insert(Input input, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO platform.api_key_places AS known (tenant_id, key_id, network, first_seen_at, last_seen_at, last_address)
            SELECT $1, $2, $3, $4, $4, $5 WHERE EXISTS (SELECT FROM platform.api_keys WHERE tenant_id = $1 AND key_id = $2)
            ON CONFLICT (tenant_id, key_id, network) DO UPDATE
                SET last_seen_at = excluded.last_seen_at, last_address = excluded.last_address
            WHERE known.last_seen_at <= excluded.last_seen_at - $6
            RETURNING xmax = 0
            """,
            session.Connection
        )
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value },
                new NpgsqlParameter<Guid> { TypedValue = input.Key },
                new NpgsqlParameter<IPNetwork> { TypedValue = input.Network },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = input.At },
                new NpgsqlParameter<IPAddress> { TypedValue = input.Address },
                new NpgsqlParameter<TimeSpan> { TypedValue = ApiKeyUsageWriter.Grain },
            },
        };
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    private async Task<(string Name, int Others, int Lately)> Look(Input input, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT k.name, count(*)::int - 1, (count(*) FILTER (WHERE p.first_seen_at > $3 - interval '1 day'))::int
            FROM platform.api_keys k JOIN platform.api_key_places p USING (tenant_id, key_id) WHERE tenant_id = $1 AND key_id = $2
                GROUP BY k.name
            """,
            session.Connection
        )
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value },
                new NpgsqlParameter<Guid> { TypedValue = input.Key },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = input.At },
            },
        };
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return (row.GetString(0), row.GetInt32(1), row.GetInt32(2));
    }
}
