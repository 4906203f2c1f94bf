using System.Globalization;
using System.Text.Json;

namespace Niaga.Host.Backups;

/// <summary>What a drill found; kept beside the backups. Only one without complaints counts as verified.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="At">What it restored to.</param>
/// <param name="Base">The base it took.</param>
/// <param name="LastChange">The newest change in it; null where nothing was written after the base.</param>
/// <param name="RpoSeconds">Age of the newest segment of the log in the backups: what would be lost now.</param>
/// <param name="RtoSeconds">From the beginning until the site answered.</param>
/// <param name="StoredBytes">Size of the base as stored.</param>
/// <param name="DataBytes">Size of the server's data.</param>
/// <param name="Indexes">Indexes checked.</param>
/// <param name="AuditLinks">Links of audit chains verified.</param>
/// <param name="DestroyedAgain">Rows the ledger had destroyed, destroyed again.</param>
/// <param name="Tables">Rows and ordered SHA-256 of each table.</param>
/// <param name="Complaints">What did not hold, in sentences.</param>
internal sealed record DrillReport(
    DateTimeOffset StartedAt,
    DateTimeOffset At,
    string Base,
    DateTimeOffset? LastChange,
    double RpoSeconds,
    double RtoSeconds,
    long StoredBytes,
    long DataBytes,
    int Indexes,
    long AuditLinks,
    long DestroyedAgain,
    IReadOnlyDictionary<string, TableFigures> Tables,
    IReadOnlyList<string> Complaints
)
{
    private const string Prefix = "drills/";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public bool Passed => Complaints.Count == 0;

    public async Task<string> Write(BackupStore store, CancellationToken cancel)
    {
        var name = Prefix + StartedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture) + ".json";
        await store.Write(name, to => to.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(this, Json), cancel).AsTask(), cancel);
        return name;
    }

    /// <summary>The newest there is, and when the newest passed.</summary>
    public static async Task<(DrillReport? Newest, DateTimeOffset? LastVerified)> Last(BackupStore store, CancellationToken cancel)
    {
        DrillReport? newest = null;
        foreach (var one in (await store.List(Prefix, cancel)).Reverse())
        {
            await using var stream = await store.Open(one.Name, cancel);
            var report = await JsonSerializer.DeserializeAsync<DrillReport>(stream, Json, cancel);
            newest ??= report;
            if (report is { Passed: true })
                return (newest, report.StartedAt);
        }
        return (newest, null);
    }
}

/// <param name="Rows">How many.</param>
/// <param name="Sha256">Of all of them, in the order of the key.</param>
internal sealed record TableFigures(long Rows, string Sha256);
