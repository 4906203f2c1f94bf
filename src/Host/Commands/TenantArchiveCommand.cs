using Niaga.Host.Database;
using Niaga.Host.Tenants;
using Niaga.Platform.Archives;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;

namespace Niaga.Host.Commands;

/// <summary>
/// <c>tenant export SLUG --to FILE</c>, <c>tenant import FILE --slug SLUG [--new-id] [--unsigned]</c>: a whole business out and in, as an
/// encrypted archive.
/// </summary>
internal static class TenantArchiveCommand
{
    private const string Variable = "NIAGA_ARCHIVE_PASSPHRASE";

    private static readonly TimeSpan BetweenWords = TimeSpan.FromSeconds(5);

    public static async Task<int> Export(IServiceProvider services, string slug, string file)
    {
        var (tenant, _) = (await TenantList.Read(services.GetRequiredService<Databases>(), slug))[0];
        if (File.Exists(file))
            throw new PrerequisiteMissing($"{file} is there already.");
        var passphrase = Passphrase();
        if (ArchivePassphrase.Refuse(passphrase, "Passphrase") is { } weak)
            throw new PrerequisiteMissing(Say(services, weak));

        var part = file + ".part";
        var progress = new ArchiveProgress();
        await using (var to = new FileStream(part, ArchiveFolder.NewFile))
        {
            var writing = services.GetRequiredService<ArchiveWriter>().Write(tenant, to, passphrase, progress, CancellationToken.None);
            // Only how often it says how far it is; the work waits for nothing.
            while (await Task.WhenAny(writing, Task.Delay(BetweenWords)) != writing)
                await Console.Error.WriteLineAsync($"{progress.Done} of {progress.Total} rows and files");
            await writing;
            to.Flush(flushToDisk: true);
        }
        File.Move(part, file);
        await using (var scope = services.CreateAsyncScope())
        {
            var caller = scope.ServiceProvider.GetRequiredService<Caller>();
            caller.Enter(tenant, null, []);
            caller.SetOrigin(Origin.Operator);
            await NoteExport.Do(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), new(), CancellationToken.None);
        }
        Console.WriteLine($"{file}: {progress.Done} rows and files of {slug}. gpg -d opens it, and so does tenant import.");
        return 0;
    }

    public static async Task<int> Import(IServiceProvider services, string file, string slug, string[] flags)
    {
        if (flags.Except(["--new-id", "--unsigned"]).Any())
            throw new PrerequisiteMissing(TenantCommand.Usage);
        if (!File.Exists(file))
            throw new PrerequisiteMissing($"There is no file {file}.");

        var passphrase = Passphrase();
        await using var from = File.OpenRead(file);
        var outcome = await services
            .GetRequiredService<ArchiveImport>()
            .Run(from, passphrase, slug, flags.Contains("--unsigned"), flags.Contains("--new-id"), CancellationToken.None);
        if (!outcome.Succeeded(out var done, out var refusal))
            throw new PrerequisiteMissing(Say(services, refusal));

        Console.WriteLine($"{done.Slug}: {done.Rows} rows and {done.Files} files, each table the same as in the archive.");
        if (done.Elsewhere > 0)
            Console.WriteLine($"{done.Elsewhere} people were found by their address and work here with the account they have.");
        Console.WriteLine($"To take it back: ./niaga tenant terminate {done.Slug} --reason \"…\"; nothing else was changed by it.");
        Console.WriteLine("Whoever has no account here yet signs in with \"Forgot your password\" first.");
        return 0;
    }

    private static string Say(IServiceProvider services, Refusal refusal) =>
        services.GetRequiredService<TextCatalog>().Get(Language.English, refusal);

    private static string Passphrase()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return given;
        if (!Console.IsInputRedirected)
            Console.Error.Write("Passphrase of the archive: ");
        return Console.ReadLine() is { Length: > 0 } typed
            ? typed
            : throw new PrerequisiteMissing($"The passphrase is read from the first line of the input, or from {Variable}.");
    }
}
