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
        await app.Text("CREATE TABLE noted (at int)");
        await app.Text("INSERT INTO noted VALUES (1)");
        var manifest = await app.Backups.TakeBase(app.Source, Cancel);
        await app.Text("INSERT INTO noted VALUES (2)");
        var between = await app.Now();
        await app.Ship();
        await app.Text("INSERT INTO noted VALUES (3)");
        await app.Ship();

        var folder = app.Side;
        await using (var side = await SideServer.Open(app.Backups, between, folder, keep: false, Cancel))
        {
            side.Reached.ShouldBeTrue();
            side.LastChange!.Value.ShouldBeInRange(manifest.FinishedAt, between);
            (await Noted(side)).ShouldBe("1,2");
            // The roles and passwords are the deployment's.
            await using var asApp = new NpgsqlConnection(side.As(DatabaseRoles.App, "niaga"));
            await asApp.OpenAsync(Cancel);
        }
        Directory.Exists(folder).ShouldBeFalse();
        await using (var side = await SideServer.Open(app.Backups, await app.Now(), app.Side, keep: false, Cancel))
        {
            // Nothing was committed after that moment, so the log ends before it.
            side.Reached.ShouldBeFalse();
            (await Noted(side)).ShouldBe("1,2,3");
        }
        (await Should.ThrowAsync<PrerequisiteMissing>(() => Open(manifest.StartedAt.AddMinutes(-1)))).Message.ShouldContain(
            "no earlier time"
        );
        (await Should.ThrowAsync<PrerequisiteMissing>(() => Open(BackedUpApp.Long))).Message.ShouldContain("has not come yet");
        await Is_found(manifest);
    }

    private async Task Is_found(BackupManifest manifest)
    {
        (await new BackupVerification(app.Backups).Run(Cancel)).Complaints.ShouldBeEmpty();
        var segments = await app.Backups.Wal.Segments(manifest.System, manifest.SegmentBytes, Cancel);
        var middle = segments[^2];
        string.CompareOrdinal(middle.Name, manifest.FirstSegment).ShouldBeGreaterThan(0);
        await Broken(WalArchive.Name(manifest.System, middle.Name), File.Delete, "missing one segment after");
        await Broken(WalArchive.Name(manifest.System, manifest.FirstSegment), File.Delete, "missing");
        await Broken(WalArchive.Name(manifest.System, segments[^1].Name), Flip, segments[^1].Name);
        await Broken(
            WalArchive.Name(manifest.System, segments[^1].Name),
            f => File.Copy(PathOf(WalArchive.Name(manifest.System, segments[0].Name)), f, overwrite: true),
            "another segment than its name says"
        );
        await Broken(manifest.Object, Flip, "its hash is not the manifest's");
        await Broken(
            manifest.Object.Replace("base.tar.gz.pgp", "manifest.json"),
            f => File.WriteAllText(f, File.ReadAllText(f).Replace("\"dataFiles\": ", "\"dataFiles\": 1")),
            "was changed"
        );
        // A gap stops a restore that would need what is missing, too.
        var gap = PathOf(WalArchive.Name(manifest.System, middle.Name));
        File.Move(gap, gap + ".kept");
        (await Should.ThrowAsync<PrerequisiteMissing>(async () => await Open(await app.Now()))).Message.ShouldContain("has a gap");
        File.Move(gap + ".kept", gap);
    }

    [Fact]
    public async Task A_base_that_was_cut_off_is_never_listed_and_the_next_takes_its_place()
    {
        var before = (await BackupManifest.All(app.Backups.Store, app.Backups.Key, Cancel)).Count;
        using (var process = app.Start("backup"))
        {
            await Until.True(
                () => Directory.Exists(app.Place) && Parts().Any(f => new FileInfo(f).Length > 500_000),
                "the copy is under way",
                60
            );
            process.Kill();
            await process.WaitForExitAsync(Cancel);
        }
        Parts().ShouldNotBeEmpty();
        (await BackupManifest.All(app.Backups.Store, app.Backups.Key, Cancel)).Count.ShouldBe(before);
        await app.Backups.TakeBase(app.Source, Cancel);

        (await BackupManifest.All(app.Backups.Store, app.Backups.Key, Cancel)).Count.ShouldBe(before + 1);
    }

    private IEnumerable<string> Parts() => Directory.EnumerateFiles(app.Place, "*.part", SearchOption.AllDirectories);

    [Fact]
    public async Task A_drill_restores_everything_and_says_what_does_not_hold()
    {
        await app.SignUp();
        await app.Backups.TakeBase(app.Source, Cancel);
        var modules = app.Services.GetRequiredService<ModuleCatalog>();
        var configuration = app.Services.GetRequiredService<IConfiguration>();
        var report = await new BackupDrill(app.Backups, app.Source, modules, configuration).Run(Cancel);
        report.Complaints.ShouldBeEmpty();
        report.Indexes.ShouldBeGreaterThan(100);
        // Businesses there may be none: a test before this one may have taken its base before any.
        report.Tables.Count.ShouldBeGreaterThan(50);
        (await DrillReport.Last(app.Backups.Store, Cancel))
            .LastVerified!.Value.ToUnixTimeMilliseconds()
            .ShouldBe(report.StartedAt.ToUnixTimeMilliseconds());

        Directory.Exists(Path.Combine(app.DataFolder, "drill")).ShouldBeFalse();
    }

    private async Task Broken(string name, Action<string> change, string complaint)
    {
        var file = PathOf(name);
        var content = await File.ReadAllBytesAsync(file, Cancel);
        change(file);
        (await new BackupVerification(app.Backups).Run(Cancel)).Complaints.ShouldContain(c => c.Contains(complaint), name);
        await File.WriteAllBytesAsync(file, content, Cancel);
    }

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
