using System.Globalization;
using Niaga.Platform.Tenants;

namespace Niaga.Platform.Audit;

/// <summary>
/// The newest sealed link of each tenant, appended to a file that the owner of the database does not control. Without it, the
/// end of a chain could be cut off unseen.
/// </summary>
public sealed class AuditHeads(string file)
{
    private readonly Lock writing = new();

    /// <summary>A tenant's head as last published.</summary>
    public sealed record Head(long Sequence, byte[] Hash);

    internal void Publish(TenantId tenant, long sequence, byte[] hash)
    {
        lock (writing)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.AppendAllText(file, string.Create(CultureInfo.InvariantCulture, $"{tenant} {sequence} {Convert.ToHexStringLower(hash)}\n"));
        }
    }

    /// <summary>The newest published head of each tenant; a line that a crash cut short is left out.</summary>
    public IReadOnlyDictionary<TenantId, Head> Read()
    {
        var heads = new Dictionary<TenantId, Head>();
        if (!File.Exists(file)) return heads;
        foreach (var parts in File.ReadLines(file).Select(l => l.Split(' ')))
        {
            if (parts is not [var id, var number, { Length: 64 } hash] || !Guid.TryParse(id, out var tenant)) continue;
            var sequence = long.Parse(number, CultureInfo.InvariantCulture);
            if (!heads.TryGetValue(new(tenant), out var known) || known.Sequence < sequence) heads[new(tenant)] = new(sequence, Convert.FromHexString(hash));
        }
        return heads;
    }
}
