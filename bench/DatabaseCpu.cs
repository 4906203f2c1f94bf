using System.Globalization;
using Npgsql;

namespace Niaga.Bench;

/// <summary>Processor time of PostgreSQL and all its processes, where it runs on this machine under Linux.</summary>
internal sealed class DatabaseCpu
{
    private readonly int postmaster;

    private DatabaseCpu(int postmaster) => this.postmaster = postmaster;

    /// <summary>Null where its processes cannot be seen.</summary>
    public static async Task<DatabaseCpu?> Find(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            "SELECT pg_backend_pid(), inet_server_addr() IS NULL OR inet_server_addr() << '127.0.0.0/8'"
        );
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return row.GetBoolean(1) && Stat(row.GetInt32(0)) is { } backend ? new((int)backend.Parent) : null;
    }

    /// <summary>What all of them have used so far. One that has ended is no longer counted.</summary>
    public TimeSpan Total()
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Stat(id) is { } stat
                && (id == postmaster || stat.Parent == postmaster)
            )
                ticks += stat.Ticks;
        }
        // USER_HZ is 100 on every Linux there is.
        return TimeSpan.FromSeconds(ticks / 100.0);
    }

    private static (long Parent, long Ticks)? Stat(int process)
    {
        try
        {
            // The name may hold spaces and brackets; what follows its last bracket does not. proc(5): ppid is 4th, utime 14th, stime 15th.
            var text = File.ReadAllText($"/proc/{process}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            long Field(int number) => long.Parse(fields[number - 3], CultureInfo.InvariantCulture);
            return (Field(4), Field(14) + Field(15));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
