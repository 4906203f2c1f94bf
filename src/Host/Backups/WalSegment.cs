using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Niaga.Host.Backups;

/// <summary>A segment of the server's log, by its file name: timeline and number.</summary>
internal readonly partial record struct WalSegment(uint Timeline, ulong Number, string Name)
{
    private const int HeaderBytes = 40;

    /// <summary>Whether a file of the spool belongs into the archive: a segment, a timeline's history, a base's note.</summary>
    public static bool IsArchived(string file) => Known().IsMatch(file);

    public static WalSegment? Parse(string name, int segmentBytes)
    {
        if (name.Length != 24 || !Known().IsMatch(name))
            return null;

        var (log, part) = (Hex(name[8..16]), Hex(name[16..]));
        return new(Hex(name[..8]), log * (0x1_0000_0000UL / (ulong)segmentBytes) + part, name);
    }

    /// <summary>What is wrong with its content: of another server, another place, not whole; null when it is what its name says.</summary>
    public static string? Complaint(string name, ReadOnlySpan<byte> start, long length, string system)
    {
        if (start.Length < HeaderBytes)
            return "is empty";

        // PostgreSQL's XLogLongPageHeaderData: timeline, address, then the server's number and the size.
        var (timeline, address) = (
            BinaryPrimitives.ReadUInt32LittleEndian(start[4..]),
            BinaryPrimitives.ReadUInt64LittleEndian(start[8..])
        );
        var server = BinaryPrimitives.ReadUInt64LittleEndian(start[24..]).ToString(CultureInfo.InvariantCulture);
        var bytes = BinaryPrimitives.ReadInt32LittleEndian(start[32..]);
        if (server != system)
            return $"is of another server ({server})";
        if (bytes <= 0 || length != bytes)
            return $"has {length} bytes instead of {bytes}";
        if (Parse(name, bytes) is not { } segment || address / (ulong)bytes != segment.Number || timeline > segment.Timeline)
            return "is another segment than its name says";

        return null;
    }

    /// <summary>Of a timeline's history, which timeline was left at which segment: lines of its number, an address and a reason.</summary>
    public static IReadOnlyDictionary<uint, ulong> Forks(string history, int segmentBytes)
    {
        var forks = new Dictionary<uint, ulong>();
        foreach (var line in history.Split('\n').Select(l => l.Split('\t')).Where(l => l.Length >= 2))
        {
            if (uint.TryParse(line[0], CultureInfo.InvariantCulture, out var timeline) && line[1].Split('/') is [var high, var low])
                forks[timeline] = (((ulong)Hex(high) << 32) | Hex(low)) / (ulong)segmentBytes;
        }
        return forks;
    }

    private static uint Hex(string digits) => uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^([0-9A-F]{24}(\.partial|\.[0-9A-F]{8}\.backup)?|[0-9A-F]{8}\.history)$")]
    private static partial Regex Known();
}
