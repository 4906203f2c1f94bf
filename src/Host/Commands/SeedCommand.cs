using Niaga.Host.Database;
using Niaga.Platform.Modules;
using Npgsql;

namespace Niaga.Host.Commands;

/// <summary><c>seed</c>: the demonstration shops, made by the modules' own seeders.</summary>
internal static class SeedCommand
{
    public static async Task<int> Run()
    {
        await using var deployment = await Deployment.Open(Task.Run(Modules.Find), beside: true, CancellationToken.None);
        await using var app = Website.Build(deployment.Modules, () => deployment.Connections.App, Deployment.Folder, "http://localhost:0");
        await Fill(app.Services);
        await Analyze(deployment.Connections.Migrator);
        SayHowToSignIn(5080);
        return 0;
    }

    /// <summary>Runs every module's demonstration; one that ran before leaves what is there.</summary>
    public static async Task Fill(IServiceProvider services)
    {
        foreach (var module in services.GetRequiredService<ModuleCatalog>().Manifests.Where(m => m.Demo is not null))
        {
            await ((IDemo)ActivatorUtilities.CreateInstance(services, module.Demo!)).Fill(CancellationToken.None);
        }
    }

    /// <summary>So that PostgreSQL plans the first pages for what is there, and not for the empty tables of a minute ago.</summary>
    public static async Task Analyze(string migrator)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(migrator) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlBatch(connection)
        {
            BatchCommands = { new($"SET ROLE {DatabaseRoles.Owner}"), new("ANALYZE") },
        };
        await command.ExecuteNonQueryAsync();
    }

    public static void SayHowToSignIn(int port) =>
        Console.WriteLine(
            $"""
            Demonstration shops: http://localhost:{port}/sign-in
              {DemoAccounts.First.Email} / {DemoAccounts.Password}  → http://localhost:{port}/{DemoAccounts.First.Slug}
              {DemoAccounts.Second.Email} / {DemoAccounts.Password}  → http://localhost:{port}/{DemoAccounts.Second.Slug}
            """
        );
}
