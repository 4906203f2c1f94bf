using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Niaga.Platform.Audit;

/// <summary>An audit entry as it is hashed: every column, in this order.</summary>
internal sealed record AuditEntry(
    Guid TenantId,
    Guid EntryId,
    DateTimeOffset At,
    Guid? PersonId,
    string Channel,
    string? Address,
    string Action,
    string Subject,
    string SubjectId,
    string? Before,
    string? After
)
{
    /// <summary>Columns in the order of the constructor, for every reader of the table.</summary>
    public const string Columns =
        "e.tenant_id, e.entry_id, e.at, e.person_id, e.channel, e.address, e.action, e.subject, e.subject_id, e.before, e.after";

    public static AuditEntry Read(System.Data.Common.DbDataReader row, int first) =>
        new(
            row.GetGuid(first),
            row.GetGuid(first + 1),
            row.GetFieldValue<DateTimeOffset>(first + 2),
            row.IsDBNull(first + 3) ? null : row.GetGuid(first + 3),
            row.GetString(first + 4),
            Text(row, first + 5),
            row.GetString(first + 6),
            row.GetString(first + 7),
            row.GetString(first + 8),
            Text(row, first + 9),
            Text(row, first + 10)
        );

    private static string? Text(System.Data.Common.DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

/// <summary>hash = SHA-256(previous hash ‖ sequence ‖ canonical row). The first link follows 32 zero bytes.</summary>
internal static class AuditChain
{
    public static readonly byte[] Beginning = new byte[32];

    public static byte[] Next(byte[] previous, long sequence, AuditEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, sequence);
        hash.AppendData(number);
        // Each field with its length before it, -1 for absent: no two different rows spell the same bytes.
        foreach (var field in Fields(entry))
        {
            var bytes = field is null ? null : Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt64BigEndian(number, bytes?.Length ?? -1);
            hash.AppendData(number);
            if (bytes is not null)
                hash.AppendData(bytes);
        }
        return hash.GetHashAndReset();
    }

    private static IEnumerable<string?> Fields(AuditEntry e) =>
        [
            e.TenantId.ToString(),
            e.EntryId.ToString(),
            (e.At.UtcTicks / TimeSpan.TicksPerMicrosecond).ToString(System.Globalization.CultureInfo.InvariantCulture),
            e.PersonId?.ToString(),
            e.Channel,
            e.Address,
            e.Action,
            e.Subject,
            e.SubjectId,
            e.Before,
            e.After,
        ];
}
