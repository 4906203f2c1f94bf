namespace Niaga.Host.Commands;

/// <summary><c>migrate</c>: brings the database to this version and says so.</summary>
internal static class MigrateCommand
{
    public static async Task<int> Run()
    {
        await using var deployment = await Deployment.Open(Task.Run(Modules.Find), beside: true, CancellationToken.None);
        Console.WriteLine("The database is at this version.");
        return 0;
    }
}
