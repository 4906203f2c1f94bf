using System.Diagnostics;
using System.Globalization;
using Niaga.Host.Backups;
using Niaga.Host.Database;

namespace Niaga.Host.Commands;

/// <summary><c>run [--demo] [--port N]</c>: serves until Ctrl-C.</summary>
internal static class RunCommand
{
    public static async Task<int> Run(string[] args)
    {
        var demo = args.Contains("--demo");
        var port = Port(args);
        // The server starts first; meanwhile the modules are found and the site is put together: the first page waits for the longer.
        var modules = Task.Run(Modules.Find);
        var opening = Deployment.Open(modules, beside: false, CancellationToken.None);
        string? connection = null;
        BackupSource? source = null;
        var site = Task.Run(async () =>
            Website.Build(
                await modules,
                () => connection ?? throw new InvalidOperationException("The database was asked for before it was open."),
                Deployment.Folder,
                $"http://localhost:{port}",
                replace: services =>
                    services.AddHostedService(s => ActivatorUtilities.CreateInstance<BackupLoop>(s, new Func<BackupSource?>(() => source)))
            )
        );
        await using var deployment = await opening;
        (connection, source) = (deployment.Connections.App, deployment.Source);
        await using var app = await site;
        var complaints = await Website.Check(app, CancellationToken.None);
        if (complaints.Count > 0)
            throw new PrerequisiteMissing("Niaga does not start:\n" + string.Join('\n', complaints.Select(c => "  " + c)));
        if (demo)
        {
            await SeedCommand.Fill(app.Services);
            await SeedCommand.Analyze(deployment.Connections.Migrator);
        }
        try
        {
            await app.StartAsync();
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new PrerequisiteMissing(
                $"Port {port} is in use by another program; choose another, for example ./niaga run --port {port + 1}"
            );
        }
        var started = DateTimeOffset.FromUnixTimeMilliseconds(
            new DateTimeOffset(Process.GetCurrentProcess().StartTime).ToUnixTimeMilliseconds()
        );
        var seconds = (TimeProvider.System.GetUtcNow() - started).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        Console.WriteLine($"Niaga is at http://localhost:{port} (ready in {seconds} s). Ctrl-C stops it.");
        if (demo)
            SeedCommand.SayHowToSignIn(port);
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static int Port(string[] args)
    {
        var at = Array.IndexOf(args, "--port");
        var text =
            at >= 0 && at + 1 < args.Length
                ? args[at + 1]
                : args.FirstOrDefault(a => a.StartsWith("--port=", StringComparison.Ordinal))?["--port=".Length..] ?? "5080";
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? port
            : throw new PrerequisiteMissing("--port takes a number from 1 to 65535.");
    }
}
