using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Platform.Notifications;

/// <summary>What reaches the caller from now on, by which way and when. Theirs alone, so it stands in no audit log.</summary>
[Needs(PlatformPermissions.WorkspaceOpen)]
internal sealed class ChooseNotifications(TenantSession session, ModuleCatalog modules, NotificationWays ways, Caller caller)
    : UseCase<ChooseNotifications, ChooseNotifications.Input, Done>
{
    private const int Most = 500;

    /// <param name="Rhythm" example="daily">Of e-mail: `at_once`, `daily` or `weekly`.</param>
    /// <param name="Choices">Those that are to change; the others stay as they are.</param>
    /// <param name="QuietFrom" example="22:00">When quiet hours begin, in Malaysian time; null or empty for none.</param>
    /// <param name="QuietUntil" example="07:30">When they end.</param>
    /// <param name="Phone" example="+60123456789">Where WhatsApp and SMS go; null or empty for nowhere.</param>
    public sealed record Input(
        string? Rhythm,
        IReadOnlyList<Wish?>? Choices = null,
        string? QuietFrom = null,
        string? QuietUntil = null,
        string? Phone = null
    );

    /// <param name="Kind" example="retail.low_stock">A kind the caller may get.</param>
    /// <param name="Channel" example="mail">A way it can take.</param>
    /// <param name="Wanted" example="true">Whether.</param>
    public sealed record Wish(string? Kind, string? Channel, bool? Wanted);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var wishes = Read(input.Choices ?? [], refusals);
        if (!NotificationTimes.Rhythms.Contains(input.Rhythm))
            refusals.Add(PlatformErrors.Invalid(nameof(input.Rhythm)));
        var quiet = Quiet(input, refusals);
        var phone = Phone(input.Phone, wishes, refusals);
        if (Refusal.Of(refusals) is { } refused)
            return refused;

        var person = caller.Person!.Value.Value;
        var kept = phone is { } number ? await session.Sealed(NotificationTimes.PhoneColumn, person, number.Value, cancel) : null;
        await using var batch = new NpgsqlBatch(session.Connection)
        {
            BatchCommands =
            {
                Command(
                    """
                    INSERT INTO platform.notification_choices AS c (tenant_id, person_id, kind, channel, wanted)
                    SELECT $1, $2, w.kind, w.channel, w.wanted
                    FROM unnest($3::text[], $4::text[], $5::boolean[]) AS w (kind, channel, wanted)
                    ORDER BY w.kind, w.channel
                    ON CONFLICT (tenant_id, person_id, kind, channel) DO UPDATE SET wanted = excluded.wanted
                    WHERE c.wanted <> excluded.wanted
                    """,
                    wishes
                ),
                new(
                    """
                    INSERT INTO platform.notification_times AS t (tenant_id, person_id, rhythm, quiet_from, quiet_until, phone)
                    VALUES ($1, $2, $3, $4, $5, $6)
                    ON CONFLICT (tenant_id, person_id) DO UPDATE
                    SET rhythm = excluded.rhythm, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
                        phone = excluded.phone, phone_plain = NULL
                    """
                )
                {
                    Parameters =
                    {
                        new() { Value = session.Tenant.Value },
                        new() { Value = person },
                        new() { Value = input.Rhythm! },
                        new() { Value = (object?)quiet?.From ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
                        new() { Value = (object?)quiet?.Until ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
                        new() { Value = (object?)kept ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancel);
        return default(Done);
    }

    private List<(string Kind, string Channel, bool Wanted)> Read(IReadOnlyList<Wish?> given, List<Refusal> refusals)
    {
        var wishes = new Dictionary<(string, string), bool>();
        if (given.Count > Most)
            refusals.Add(PlatformErrors.TooManyLines(nameof(Input.Choices), Most));
        var mine = modules.Notifications(caller.Permissions, caller.Entitlements).ToDictionary(k => k.Key, StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(given.Count, Most); i++)
        {
            if (given[i] is not { Kind: { } key, Channel: { } channel, Wanted: { } wanted } || !mine.TryGetValue(key, out var kind))
                refusals.Add(PlatformErrors.Invalid($"Choices[{i}].kind"));
            else if (!ways.Of(kind).Contains(channel))
                refusals.Add(PlatformErrors.Invalid($"Choices[{i}].channel"));
            else if (kind.Always && !wanted)
                refusals.Add(PlatformErrors.NotificationAlways($"Choices[{i}].wanted"));
            else if (!kind.Always)
                wishes[(key, channel)] = wanted;
        }
        return [.. wishes.Select(w => (w.Key.Item1, w.Key.Item2, w.Value))];
    }

    private PhoneNumber? Phone(string? typed, List<(string Kind, string Channel, bool Wanted)> wishes, List<Refusal> refusals)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            if (wishes.Any(w => w.Wanted && ways.Short.Any(c => c.Key == w.Channel)))
                refusals.Add(PlatformErrors.Required(nameof(Input.Phone)));
            return null;
        }
        if (!PhoneNumber.TryParse(typed, out var phone) || !phone.IsMobile())
            refusals.Add(PlatformErrors.PhoneInvalid());
        return phone;
    }

    private static QuietHours? Quiet(Input input, List<Refusal> refusals)
    {
        if (string.IsNullOrEmpty(input.QuietFrom) && string.IsNullOrEmpty(input.QuietUntil))
            return null;

        var from = QuietHours.MinuteOf(input.QuietFrom ?? "");
        var until = QuietHours.MinuteOf(input.QuietUntil ?? "");
        if (from is null)
            refusals.Add(PlatformErrors.TimeOfDayInvalid(nameof(input.QuietFrom)));
        if (until is null)
            refusals.Add(PlatformErrors.TimeOfDayInvalid(nameof(input.QuietUntil)));
        if (from is null || until is null)
            return null;
        if (from == until)
            refusals.Add(PlatformErrors.QuietHoursEmpty());
        return new(from.Value, until.Value);
    }

    private NpgsqlBatchCommand Command(string sql, List<(string Kind, string Channel, bool Wanted)> wishes) =>
        new(sql)
        {
            Parameters =
            {
                new() { Value = session.Tenant.Value },
                new() { Value = caller.Person!.Value.Value },
                new() { Value = wishes.Select(w => w.Kind).ToArray() },
                new() { Value = wishes.Select(w => w.Channel).ToArray() },
                new() { Value = wishes.Select(w => w.Wanted).ToArray() },
            },
        };
}
