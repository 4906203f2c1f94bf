using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Modules;
using Niaga.Platform.UseCases;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Keeping;

/// <summary>Everything deletable stands in decision 41, with the bin or the reason why not.</summary>
public sealed partial class DeletableTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public void Whatever_can_be_deleted_says_whether_it_lies_in_the_bin()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "All.proj")))
            root = root.Parent!;
        var said = File.ReadAllText(Directory.GetFiles(Path.Combine(root.FullName, "docs/decisions"), "0041-*.md").Single());

        var routes = app
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("DELETE") == true)
            .Select(e => Constraint().Replace(e.RoutePattern.RawText!, "}"))
            .ToArray();
        routes.Length.ShouldBeGreaterThan(8);
        routes.Where(r => !Names(said).Any(n => r.EndsWith(n, StringComparison.Ordinal))).ShouldBeEmpty("a line in decision 41");

        var acts = app
            .Services.GetRequiredService<ModuleCatalog>()
            .Assemblies.SelectMany(a => a.GetTypes())
            .Where(t => t.BaseType is { IsGenericType: true } b && b.GetGenericTypeDefinition() == typeof(UseCase<,,>))
            .Select(t => t.Name)
            .Where(n => Deletes().IsMatch(n))
            .ToArray();
        acts.Length.ShouldBeGreaterThan(15);
        acts.Where(a => !said.Contains($"`{a}`", StringComparison.Ordinal)).ShouldBeEmpty("a line in decision 41");
    }

    private static IEnumerable<string> Names(string said) => Named().Matches(said).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@":[a-z]+\}")]
    private static partial Regex Constraint();

    [GeneratedRegex("`DELETE (?:…)?(/?[^`]+)`")]
    private static partial Regex Named();

    [GeneratedRegex("^(Delete|Remove|Revoke|Discard|Unlink|Retire|Archive|Withdraw|Leave|End|Clear|Purge)[A-Z]")]
    private static partial Regex Deletes();
}
