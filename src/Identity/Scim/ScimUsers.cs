using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Identity.Scim;

/// <summary>
/// The members a directory sees: those whose address lies in a domain the business has verified, and those it has written to, whatever has
/// become of address or domain since: a leaver stays its to close. Within a use case's transaction.
/// </summary>
internal sealed class ScimUsers(TenantSession session)
{
    private const string Seen = """
        FROM platform.memberships m JOIN platform.known_people p ON p.tenant_id = m.tenant_id AND p.person_id = m.person_id
        LEFT JOIN platform.scim_users s ON s.tenant_id = m.tenant_id AND s.person_id = m.person_id
        WHERE m.tenant_id = $1
            AND (s.person_id IS NOT NULL OR lower(split_part(p.email, '@', 2)) IN (SELECT domain FROM platform.domains
                WHERE tenant_id = $1 AND verified_at IS NOT NULL))
        """;

    private const string Columns = """
        SELECT m.person_id, m.role, m.status, m.joined_at, p.email, p.display_name,
            s.user_name, s.external_id, s.display_name, s.formatted_name, s.given_name, s.family_name, s.email, s.deactivated_at,
                s.updated_at

        """;

    /// <summary>A user, or null. With <paramref name="locked"/> their place stays as it is until the transaction ends.</summary>
    public async Task<ScimUser?> Find(Guid id, bool locked, CancellationToken cancel)
    {
        // Locked first and read then: what stood before the wait is no longer true of every table.
        if (locked)
            await Lock(id, cancel);
        await using var command = Command($"{Columns} {Seen} AND m.person_id = $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? Make(row) : null;
    }

    /// <summary>One page of those who match the filter, by id, and their number.</summary>
    public async Task<(IReadOnlyList<ScimUser> Users, int Total)> List(ScimFilter filter, int skip, int take, CancellationToken cancel)
    {
        const string Narrowed = """
             AND ($2 IS NULL OR upper(coalesce(s.user_name, p.email)) = upper($2)) AND ($3 IS NULL OR s.external_id = $3)
             AND ($4 IS NULL OR upper(coalesce(s.email, p.email)) = upper($4)) AND ($5 IS NULL OR (m.status = 'active') = $5)
                 AND ($6 IS NULL OR m.person_id = $6) AND NOT $7
            """;
        await using var count = Narrow(Command($"SELECT count(*)::int {Seen} {Narrowed}"), filter);
        var total = (int)(await count.ExecuteScalarAsync(cancel))!;
        if (take == 0 || skip >= total)
            return ([], total);

        await using var command = Narrow(Command($"{Columns} {Seen} {Narrowed} ORDER BY m.person_id OFFSET $8 LIMIT $9"), filter);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = skip });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = take });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var users = new List<ScimUser>();
        while (await rows.ReadAsync(cancel))
            users.Add(Make(rows));
        return (users, total);
    }

    /// <summary>Whether a member carries this user name, or is found by this address; another than <paramref name="by"/>.</summary>
    public async Task<bool> IsTaken(string userName, string email, CancellationToken cancel, PersonId? by = null)
    {
        await using var command = Command(
            $"""
            SELECT EXISTS (SELECT {Seen} AND (upper(coalesce(s.user_name, p.email)) = upper($2) OR upper(p.email) = upper($3))
            AND ($4 IS NULL OR m.person_id <> $4))
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = userName });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = email });
        command.Parameters.Add(Maybe(by?.Value, NpgsqlDbType.Uuid));
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Whether the business has verified the address's domain.</summary>
    public async Task<bool> IsOurs(EmailAddress email, CancellationToken cancel)
    {
        await using var command = Command(
            "SELECT EXISTS (SELECT FROM platform.domains WHERE tenant_id = $1 AND domain = $2 AND verified_at IS NOT NULL)"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = email.Domain });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Keeps what the directory says.</summary>
    public async Task Write(PersonId person, ScimDraft says, DateTimeOffset? deactivated, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = Command(
            """
            INSERT INTO platform.scim_users (tenant_id, person_id, user_name, user_name_key, external_id, display_name, formatted_name,
                given_name, family_name, email, deactivated_at, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
            ON CONFLICT (tenant_id, person_id) DO UPDATE SET user_name = $3, user_name_key = $4, external_id = $5, display_name = $6,
                formatted_name = $7, given_name = $8, family_name = $9,
                email = $10, deactivated_at = $11, updated_at = $12
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = says.UserName });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = says.UserName.ToUpperInvariant() });
        foreach (
            var text in (ReadOnlySpan<string?>)
                [says.ExternalId, says.DisplayName, says.FormattedName, says.GivenName, says.FamilyName, says.Email]
        )
            command.Parameters.Add(Maybe(text, NpgsqlDbType.Text));
        command.Parameters.Add(Maybe(deactivated, NpgsqlDbType.TimestampTz));
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Opens or closes their place.</summary>
    public async Task Open(PersonId person, bool open, CancellationToken cancel)
    {
        await using var command = Command("UPDATE platform.memberships SET status = $3 WHERE tenant_id = $1 AND person_id = $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = open ? "active" : "suspended" });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task Lock(Guid id, CancellationToken cancel)
    {
        await using var command = Command("SELECT FROM platform.memberships WHERE tenant_id = $1 AND person_id = $2 FOR UPDATE");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private NpgsqlCommand Command(string sql) =>
        new(sql, session.Connection) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value } } };

    private static NpgsqlCommand Narrow(NpgsqlCommand command, ScimFilter filter)
    {
        foreach (var text in (ReadOnlySpan<string?>)[filter.UserName, filter.ExternalId, filter.Email])
            command.Parameters.Add(Maybe(text, NpgsqlDbType.Text));
        command.Parameters.Add(Maybe(filter.Active, NpgsqlDbType.Boolean));
        command.Parameters.Add(Maybe(filter.Id, NpgsqlDbType.Uuid));
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = filter.Nobody });
        return command;
    }

    private static NpgsqlParameter Maybe(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static ScimUser Make(NpgsqlDataReader row)
    {
        var joined = row.GetFieldValue<DateTimeOffset>(3);
        var known = !row.IsDBNull(6);
        var says = new ScimDraft(
            known ? row.GetString(6) : row.GetString(4),
            Text(row, 7),
            known ? Text(row, 8) : row.GetString(5),
            Text(row, 9),
            Text(row, 10),
            Text(row, 11),
            Text(row, 12),
            row.GetString(2) == "active"
        );
        return new(
            new(row.GetGuid(0)),
            row.GetString(1),
            row.GetString(4),
            says,
            !row.IsDBNull(13),
            joined,
            known ? row.GetFieldValue<DateTimeOffset>(14) : joined
        );
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
