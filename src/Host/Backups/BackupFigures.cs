using System.Diagnostics.Metrics;

namespace Niaga.Host.Backups;

/// <summary>Figures of the backups for whoever collects metrics; seconds since 1970 as such times are told there.</summary>
internal sealed class BackupFigures : IDisposable
{
    private readonly Meter meter = new("Niaga.Backup");
    private long lastBase;
    private long bytes;
    private long lastWal;
    private long verified;
    private int waiting;

    public BackupFigures()
    {
        meter.CreateObservableGauge("niaga.backup.last_success_timestamp", () => new Measurement<long>(lastBase, Kind("base")), "s");
        meter.CreateObservableGauge("niaga.backup.size_bytes", () => new Measurement<long>(bytes, Kind("base")), "By");
        meter.CreateObservableGauge("niaga.backup.last_verified_timestamp", () => verified, "s");
        meter.CreateObservableGauge("niaga.backup.wal_last_archived_timestamp", () => lastWal, "s");
        meter.CreateObservableGauge("niaga.backup.wal_waiting", () => waiting, "{segment}");
    }

    public void Base(DateTimeOffset at, long size) => (lastBase, bytes) = (at.ToUnixTimeSeconds(), size);

    public void Shipped(DateTimeOffset at) => lastWal = at.ToUnixTimeSeconds();

    public void Waiting(int segments) => waiting = segments;

    public void Verified(DateTimeOffset? at) => verified = at?.ToUnixTimeSeconds() ?? 0;

    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Kind(string kind) => new("kind", kind);
}
