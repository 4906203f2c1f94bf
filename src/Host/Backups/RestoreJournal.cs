using System.Text.Json;
using Niaga.Platform.Values;

namespace Niaga.Host.Backups;

/// <summary>
/// A restore of a business that has begun: written before its first step and taken away after its last, so that whoever was killed goes on.
/// Whether its rows are in place the database itself says: by the audit line of this id.
/// </summary>
/// <param name="Id">Of the restore, and of its audit line.</param>
/// <param name="At">To when.</param>
/// <param name="Began">The moment before it: restoring to that is the way back.</param>
/// <param name="WasActive">Whether it has to be opened again at the end.</param>
internal sealed record RestoreJournal(Guid Id, DateTimeOffset At, DateTimeOffset Began, bool WasActive)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static RestoreJournal? Read(string dataFolder, TenantId tenant)
    {
        var file = PathOf(dataFolder, tenant);
        return File.Exists(file) ? JsonSerializer.Deserialize<RestoreJournal>(File.ReadAllBytes(file), Json) : null;
    }

    public void Write(string dataFolder, TenantId tenant)
    {
        var file = PathOf(dataFolder, tenant);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using (var stream = new FileStream(file + ".part", FileMode.Create))
        {
            JsonSerializer.Serialize(stream, this, Json);
            stream.Flush(flushToDisk: true);
        }
        File.Move(file + ".part", file, overwrite: true);
    }

    public static void End(string dataFolder, TenantId tenant) => File.Delete(PathOf(dataFolder, tenant));

    private static string PathOf(string dataFolder, TenantId tenant) => Path.Combine(dataFolder, "restores", $"{tenant}.json");
}
