using System.Globalization;
using System.Text;
using System.Text.Json;
using Niaga.Platform.Signing;
using Niaga.Platform.Values;

namespace Niaga.Platform.Keeping;

/// <summary>
/// What was destroyed, told outside the database: a restore takes the database back, and this says what must go once more. A file for each
/// business, lines only added. What is to be destroyed is written before the commit that destroys it, and confirmed after.
/// </summary>
internal sealed class DeletionLedger(string folder, SigningKey key)
{
    private readonly Lock writing = new();

    /// <param name="Run">Of which run.</param>
    /// <param name="Batch">Which of its transactions.</param>
    /// <param name="Class">By which rule.</param>
    /// <param name="Table">From which table.</param>
    /// <param name="Keys">Hashes of the rows' keys, one after the other; null for a line that confirms the batch.</param>
    internal sealed record Line(Guid Run, Guid Batch, string? Class = null, string? Table = null, byte[]? Keys = null);

    /// <summary>A row's key, as nobody outside this deployment can make it out.</summary>
    public byte[] Hash(TenantId tenant, string table, string row) => key.Hash(tenant.ToString(), table, row);

    public void Plan(TenantId tenant, IEnumerable<Line> lines) => Append(tenant, lines);

    public void Confirm(TenantId tenant, Guid run, Guid batch) => Append(tenant, [new(run, batch)]);

    /// <summary>Batches that were planned and of which nobody said that they were done: a crash came between.</summary>
    public IReadOnlyList<(Guid Run, Guid Batch)> Unconfirmed(TenantId tenant)
    {
        var lines = Read(tenant).ToArray();
        return
        [
            .. lines
                .Where(l => l.Keys is not null)
                .Select(l => (l.Run, l.Batch))
                .Distinct()
                .Except(lines.Where(l => l.Keys is null).Select(l => (l.Run, l.Batch))),
        ];
    }

    /// <summary>Hashes of all rows that were destroyed for certain, by table.</summary>
    public IReadOnlyDictionary<string, HashSet<UInt128>> Destroyed(TenantId tenant)
    {
        var lines = Read(tenant).ToArray();
        var done = lines.Where(l => l.Keys is null).Select(l => (l.Run, l.Batch)).ToHashSet();
        return lines
            .Where(l => l.Keys is not null && done.Contains((l.Run, l.Batch)))
            .GroupBy(l => l.Table!)
            .ToDictionary(g => g.Key, g => g.SelectMany(l => l.Keys!.Chunk(16)).Select(Number).ToHashSet());
    }

    internal static UInt128 Number(byte[] hash) => new(BitConverter.ToUInt64(hash, 0), BitConverter.ToUInt64(hash, 8));

    private void Append(TenantId tenant, IEnumerable<Line> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
            text.Append(JsonSerializer.Serialize(line)).Append('\n');
        lock (writing)
        {
            Directory.CreateDirectory(folder);
            using var file = new FileStream(PathOf(tenant), FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            // A line that a crash cut short stays alone.
            file.Write(Encoding.UTF8.GetBytes((EndsWhole(tenant) ? "" : "\n") + text));
            file.Flush(flushToDisk: true);
        }
    }

    private bool EndsWhole(TenantId tenant)
    {
        using var file = new FileStream(PathOf(tenant), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length == 0)
            return true;

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }

    private IEnumerable<Line> Read(TenantId tenant)
    {
        if (!File.Exists(PathOf(tenant)))
            yield break;

        foreach (var text in File.ReadLines(PathOf(tenant)).Where(t => t.Length > 0))
        {
            Line? line = null;
            try
            {
                line = JsonSerializer.Deserialize<Line>(text);
            }
            catch (JsonException)
            {
                // Cut short by a crash: its batch was never confirmed.
            }
            if (line is not null)
                yield return line;
        }
    }

    private string PathOf(TenantId tenant) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{tenant}.log"));
}
