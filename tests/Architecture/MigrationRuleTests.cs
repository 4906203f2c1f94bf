using Shouldly;
using Xunit;

namespace Niaga.Architecture;

/// <summary>Migrations run by the order of their names: two of one number would run in an order that nobody chose.</summary>
public sealed class MigrationRuleTests
{
    [Fact]
    public void Migrations_of_a_project_are_numbered_one_by_one() =>
        Source
            .Files("src", ".sql")
            .Concat(Source.Files("modules", ".sql"))
            .Where(f => f.Contains("/Migrations/", StringComparison.Ordinal))
            .GroupBy(f => f[..f.LastIndexOf('/')], f => f.Split('/')[^1].Split('_')[0])
            .Select(g => (Folder: g.Key, Numbers: string.Join(' ', g.Order(StringComparer.Ordinal)), Count: g.Count()))
            .Where(g => g.Numbers != string.Join(' ', Enumerable.Range(1, g.Count).Select(n => $"{n:0000}")))
            .Select(g => $"{g.Folder}: {g.Numbers}")
            .ShouldBeEmpty();
}
