using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Host.Backups;
using Niaga.Host.Database;
using Niaga.Platform.Modules;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Backups;

public sealed partial class BackupTests(BackedUpApp app) : IClassFixture<BackedUpApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_moment_after_a_base_comes_back_and_what_was_changed_or_lost_is_found()
    {
        await app.Text("INSERT INTO noted VALUES (2)");
        var between = await app.Now();
        await app.Ship();
        await app.Text("INSERT INTO noted VALUES (3)");
        await app.Ship();

        var folder = app.Side;
        await using (var side = await SideServer.Open(app.Backups, between, folder, keep: false, Cancel))
        {
            side.Reached.ShouldBeTrue();
            side.LastChange!.Value.ShouldBeInRange(app.Base.FinishedAt, between);
            (await Noted(side)).ShouldBe("1,2");
            // The roles and passwords are the deployment's.
            await using var asApp = new NpgsqlConnection(side.As(DatabaseRoles.App, "niaga"));
            await asApp.OpenAsync(Cancel);
        }
        Directory.Exists(folder).ShouldBeFalse();
        (await Should.ThrowAsync<PrerequisiteMissing>(() => Open(app.Base.StartedAt.AddMinutes(-1)))).Message.ShouldContain(
            "no earlier time"
        );
        (await Should.ThrowAsync<PrerequisiteMissing>(() => Open(BackedUpApp.Long))).Message.ShouldContain("has not come yet");
        await Is_found(app.Base);
    }

    /// <summary>Each reading goes through all there is, so one finds several.</summary>
    private async Task Is_found(BackupManifest manifest)
    {
        var whole = await new BackupVerification(app.Backups).Run(Cancel);
        whole.Complaints.Concat(whole.Notes).ShouldBeEmpty();
        var segments = await app.Backups.Wal.Segments(manifest.System, manifest.SegmentBytes, Cancel);
        string Log(WalSegment segment) => WalArchive.Name(manifest.System, segment.Name);
        var (first, middle, last) = (segments.Single(s => s.Name == manifest.FirstSegment), segments[^2], segments[^1]);
        middle.Number.ShouldBeGreaterThan(first.Number);
        await Broken([
            (Log(middle), File.Delete, "missing one segment after"),
            (Log(last), Flip, $"Log {last.Name}"),
            (manifest.Object, Flip, "its hash is not the manifest's"),
        ]);
        await Broken([
            (Log(last), f => File.Copy(PathOf(Log(segments[0])), f, overwrite: true), "another segment than its name says"),
            (Log(first), File.Delete, "missing"),
        ]);
        await Broken([
            (
                manifest.Object.Replace("base.tar.gz.pgp", "manifest.json"),
                f => File.WriteAllText(f, File.ReadAllText(f).Replace("\"dataFiles\": ", "\"dataFiles\": 1")),
                "was changed"
            ),
        ]);
        await Left_behind(manifest, middle);
        // A gap stops a restore that would need what is missing, too.
        var gap = PathOf(Log(middle));
        File.Move(gap, gap + ".kept");
        (await Should.ThrowAsync<PrerequisiteMissing>(async () => await Open(await app.Now()))).Message.ShouldContain("has a gap");
        File.Move(gap + ".kept", gap);
    }

    /// <summary>As if all had been restored to a moment of the middle segment, and the server gone on from there.</summary>
    private async Task Left_behind(BackupManifest manifest, WalSegment fork)
    {
        var spool = Directory.CreateDirectory(Path.Combine(app.DataFolder, "fork")).FullName;
        var at = fork.Number * (ulong)manifest.SegmentBytes + 0x28;
        await File.WriteAllTextAsync(
            Path.Combine(spool, "00000002.history"),
            $"1\t{at >> 32:X}/{at & 0xFFFFFFFF:X}\tbefore a time\n",
            Cancel
        );
        await app.Backups.Wal.Ship(spool, manifest.System, Cancel);
        var note = (await app.Backups.Wal.Abandoned(manifest.System, manifest.SegmentBytes, Cancel)).ShouldNotBeNull();
        note.ShouldContain("1 segments from");
        (await new BackupPruning(app.Backups).Run(Cancel)).Notes.ShouldBe([note]);
        File.Delete(PathOf(WalArchive.Name(manifest.System, "00000002.history")));
        (await app.Backups.Wal.Abandoned(manifest.System, manifest.SegmentBytes, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_base_that_was_cut_off_is_never_listed_and_the_next_takes_its_place()
    {
        app.Parts().ShouldNotBeEmpty();
        (await BackupManifest.All(app.Backups.Store, app.Backups.Key, Cancel)).Select(m => m.Name).ShouldBe([app.Base.Name]);
    }

    [Fact]
    public async Task A_drill_restores_everything_and_says_what_does_not_hold()
    {
        var modules = app.Services.GetRequiredService<ModuleCatalog>();
        var configuration = app.Services.GetRequiredService<IConfiguration>();
        var report = await new BackupDrill(app.Backups, app.Source, modules, configuration).Run(Cancel);
        report.Complaints.ShouldBeEmpty();
        report.Indexes.ShouldBeGreaterThan(100);
        report.Tables["platform.tenants"].Rows.ShouldBeGreaterThan(1);
        (await DrillReport.Last(app.Backups.Store, Cancel))
            .LastVerified!.Value.ToUnixTimeMilliseconds()
            .ShouldBe(report.StartedAt.ToUnixTimeMilliseconds());

        Directory.Exists(Path.Combine(app.DataFolder, "drill")).ShouldBeFalse();
    }

    private async Task Broken(IReadOnlyList<(string Name, Action<string> Change, string Complaint)> ways)
    {
        var whole = ways.Select(w => (File: PathOf(w.Name), Content: File.ReadAllBytes(PathOf(w.Name)))).ToArray();
        foreach (var (name, change, _) in ways)
            change(PathOf(name));
        var complaints = await Complaints();
        foreach (var (name, _, complaint) in ways)
            complaints.ShouldContain(c => c.Contains(complaint), name);
        foreach (var (file, content) in whole)
            await File.WriteAllBytesAsync(file, content, Cancel);
    }

    private async Task<IReadOnlyList<string>> Complaints() => (await new BackupVerification(app.Backups).Run(Cancel)).Complaints;

    private static void Flip(string file)
    {
        var content = File.ReadAllBytes(file);
        content[content.Length / 2] ^= 1;
        File.WriteAllBytes(file, content);
    }

    private string PathOf(string name) => Path.Combine(app.Place, name);

    private async Task Open(DateTimeOffset at)
    {
        await using var side = await SideServer.Open(app.Backups, at, app.Side, keep: false, Cancel);
    }

    private static async Task<string> Noted(SideServer side)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(side.Admin) { Database = "niaga" }.ConnectionString
        );
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand("SELECT string_agg(at::text, ',' ORDER BY at) FROM noted", connection);
        return (string)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
