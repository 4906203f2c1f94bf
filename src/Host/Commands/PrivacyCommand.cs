using System.Globalization;
using Niaga.Host.Database;
using Niaga.Host.Tenants;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Privacy.Breaches;
using Niaga.Privacy.Overview;

namespace Niaga.Host.Commands;

/// <summary>
/// <c>privacy [SLUG]</c>: requests and breaches of each business with their clocks, in figures; <c>privacy incident</c> puts one incident
/// into the register of each business named, whose own clock runs.
/// </summary>
internal static class PrivacyCommand
{
    private const string Usage =
        "privacy [SLUG] | privacy incident --known 2026-11-06T17:10 --title \"…\" --story \"…\" SLUG… (or --all for every business)";

    public static async Task<int> Run(string[] args)
    {
        await using var deployment = await Deployment.Open(Task.Run(Modules.Find), beside: true, CancellationToken.None);
        await using var app = Website.Build(deployment.Modules, () => deployment.Connections.App, Deployment.Folder, "http://localhost:0");
        return args switch
        {
            [] => await Show(app.Services, null),
            ["incident", "--known", var known, "--title", var title, "--story", var story, .. { Length: > 0 } slugs] => await Tell(
                app.Services,
                new(known, title, story, Guid.CreateVersion7()),
                slugs is ["--all"] ? null : slugs
            ),
            [var slug] when slug != "incident" => await Show(app.Services, slug),
            _ => throw new PrerequisiteMissing(Usage),
        };
    }

    private static async Task<int> Show(IServiceProvider services, string? slug)
    {
        Console.WriteLine($"{"business", -32} {"open", 5} {"late", 5}  {"next request", -12} {"breaches", 8} {"late", 5}  next notice");
        foreach (var (tenant, name) in await TenantList.Read(services.GetRequiredService<Databases>(), slug))
        {
            await using var scope = As(services, tenant);
            var counts = await scope.ServiceProvider.GetRequiredService<PrivacyCounts>().Read(CancellationToken.None);
            var request = counts.NextRequest?.ToString("O", CultureInfo.InvariantCulture);
            var notice = counts.NextNotice is { } due ? MalaysianTime.Show(due, Language.English) : "";
            Console.WriteLine(
                $"{name, -32} {counts.OpenRequests, 5} {counts.LateRequests, 5}  {request, -12} "
                    + $"{counts.OpenBreaches, 8} {counts.LateBreaches, 5}  {notice}"
            );
        }
        return 0;
    }

    private static async Task<int> Tell(IServiceProvider services, RecordIncident.Input incident, string[]? slugs)
    {
        var all = await TenantList.Read(services.GetRequiredService<Databases>(), null);
        var unknown = (slugs ?? []).Where(s => all.All(t => t.Slug != s)).ToArray();
        // Nobody is told before all are known: half an incident would be told twice.
        if (unknown.Length > 0)
            throw new PrerequisiteMissing($"No business has the address \"{string.Join("\", \"", unknown)}\". Nothing was written.");

        var texts = services.GetRequiredService<TextCatalog>();
        foreach (var (tenant, name) in all.Where(t => slugs?.Contains(t.Slug) != false))
        {
            await using var scope = As(services, tenant);
            var runner = scope.ServiceProvider.GetRequiredService<UseCaseRunner>();
            if (!(await RecordIncident.Do(runner, incident, CancellationToken.None)).Succeeded(out var due, out var refusal))
                throw new PrerequisiteMissing($"{name}: {texts.Get(Language.English, refusal)}");

            Console.WriteLine($"{name}: the Commissioner is to be told by {MalaysianTime.Show(due, Language.English)}");
        }
        return 0;
    }

    private static AsyncServiceScope As(IServiceProvider services, TenantId tenant)
    {
        var scope = services.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(tenant, null, []);
        caller.SetOrigin(Origin.Operator);
        return scope;
    }
}
