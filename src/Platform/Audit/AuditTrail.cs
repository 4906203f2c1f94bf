using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Platform.Audit;

/// <summary>What a use case notes for the audit log: written in its transaction, append-only, sealed into a chain within seconds.</summary>
public sealed class AuditTrail(Caller caller, ModuleCatalog modules, TimeProvider clock, ILoggerFactory logs)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<Entry> entries = [];

    /// <summary>Notes an act.</summary>
    /// <param name="action">An event its module's manifest declares, such as <c>retail.product_created</c>.</param>
    /// <param name="subject">What kind of thing, such as <c>retail.product</c>.</param>
    /// <param name="subjectId">Which.</param>
    /// <param name="before">Its facts before, or null when it is new.</param>
    /// <param name="after">Its facts after, or null when it is gone.</param>
    public void Record(string action, string subject, object subjectId, object? before = null, object? after = null) =>
        entries.Add(new(action, subject, subjectId.ToString()!, Text(before), Text(after)));

    /// <summary>Notes an act that stands in another log already, where its line was written too.</summary>
    /// <param name="action">The event.</param>
    /// <param name="subject">What kind of thing.</param>
    /// <param name="subjectId">Which.</param>
    /// <param name="after">Its facts, as JSON.</param>
    /// <param name="at">When it happened; null for now.</param>
    internal void RecordCopy(string action, string subject, object subjectId, string? after, DateTimeOffset? at) =>
        entries.Add(new(action, subject, subjectId.ToString()!, null, after) { Copied = true, At = at });

    /// <summary>The lines go out with the commit.</summary>
    internal void Write(TenantSession session)
    {
        foreach (var entry in entries)
        {
            entry.Id = Guid.CreateVersion7(clock.GetUtcNow());
            session.WriteAtCommit(
                new(
                    """
                    INSERT INTO platform.audit_entries (tenant_id, entry_id, at, person_id, channel, address, action, subject,
                    subject_id, before, after)
                    """ + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
                )
                {
                    Parameters =
                    {
                        new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value },
                        new NpgsqlParameter<Guid> { TypedValue = entry.Id },
                        new NpgsqlParameter<DateTimeOffset> { TypedValue = entry.At ?? clock.GetUtcNow() },
                        new() { Value = (object?)caller.Person?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                        new NpgsqlParameter<string> { TypedValue = caller.Origin.Channel },
                        Nullable(caller.Origin.Address?.ToString()),
                        new NpgsqlParameter<string> { TypedValue = entry.Action },
                        new NpgsqlParameter<string> { TypedValue = entry.Subject },
                        new NpgsqlParameter<string> { TypedValue = entry.SubjectId },
                        Nullable(entry.Before),
                        Nullable(entry.After),
                    },
                }
            );
        }
        var tenant = session.Tenant;
        foreach (var entry in entries.Where(e => !e.Copied && modules.IsSecurityEvent(e.Action)))
        {
            session.AfterCommit(() =>
                SecurityEventLogger.Write(
                    logs.CreateLogger(SecurityEventLogger.Category),
                    entry.Action,
                    tenant,
                    caller,
                    entry.Subject,
                    entry.SubjectId,
                    entry.Id
                )
            );
        }
        entries.Clear();
    }

    private static NpgsqlParameter Nullable(string? text) =>
        new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    internal static string? Text(object? facts) => facts is null ? null : JsonSerializer.Serialize(facts, facts.GetType(), Json);

    private sealed record Entry(string Action, string Subject, string SubjectId, string? Before, string? After)
    {
        public bool Copied { get; init; }

        public DateTimeOffset? At { get; init; }

        public Guid Id { get; set; }
    }
}
