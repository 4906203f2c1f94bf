using System.Globalization;
using Niaga.Platform.Values;

namespace Niaga.Platform.Audit;

/// <summary>
/// The newest sealed link of each tenant, appended to a file that the owner of the database does not control. Without it, the
/// end of a chain could be cut off, or the whole chain computed anew, unseen.
/// </summary>
public sealed class AuditHeads(string file)
{
    private readonly Lock writing = new();

    internal void Publish(TenantId tenant, long sequence, byte[] hash)
    {
        lock (writing)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.AppendAllText(
                file,
                string.Create(CultureInfo.InvariantCulture, $"{tenant} {sequence} {Convert.ToHexStringLower(hash)}\n")
            );
        }
    }

    /// <summary>
    /// Every published link of each tenant: sequence to hash. Of two with one number the first counts, for a chain that was cut
    /// off and grown again publishes the second. A line that a crash cut short is left out.
    /// </summary>
    public IReadOnlyDictionary<TenantId, IReadOnlyDictionary<long, byte[]>> Read()
    {
        var heads = new Dictionary<TenantId, Dictionary<long, byte[]>>();
        if (!File.Exists(file))
            return new Dictionary<TenantId, IReadOnlyDictionary<long, byte[]>>();

        foreach (var parts in File.ReadLines(file).Select(l => l.Split(' ')))
        {
            if (parts is not [var id, var number, { Length: 64 } hash] || !Guid.TryParse(id, out var tenant))
                continue;
            if (!heads.TryGetValue(new(tenant), out var known))
                heads[new(tenant)] = known = [];
            known.TryAdd(long.Parse(number, CultureInfo.InvariantCulture), Convert.FromHexString(hash));
        }
        return heads.ToDictionary(h => h.Key, h => (IReadOnlyDictionary<long, byte[]>)h.Value);
    }
}
