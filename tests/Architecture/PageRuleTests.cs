using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Niaga.Architecture;

/// <summary>What a page may name.</summary>
public sealed partial class PageRuleTests
{
    [Fact]
    public void A_page_asks_a_query_class_and_never_the_database()
    {
        var pages = Source.Files("src", ".razor", ".razor.cs").Concat(Source.Files("modules", ".razor", ".razor.cs")).ToArray();
        pages.Length.ShouldBeGreaterThan(100);
        pages
            .SelectMany(f => DataAccess().Matches(Source.Read(f)).Select(m => $"{f}: {m.Value}"))
            .ShouldBeEmpty("a query class beside the use cases reads; the page and the endpoint of the same list both ask it");
    }

    [Theory]
    [InlineData("@inject RetailDb Db")]
    [InlineData("@inject DbContext Db")]
    [InlineData("@inject Databases Databases")]
    [InlineData("@inject UserManager<Person> Accounts")]
    [InlineData("@using Niaga.Platform.Data")]
    [InlineData("@using Microsoft.EntityFrameworkCore")]
    [InlineData("await using var connection = new NpgsqlConnection(text);")]
    [InlineData("session.Open<RetailDb>().Products")]
    [InlineData("[Inject] private TenantSession Session { get; set; }")]
    [InlineData("Services.Set<Person>()")]
    public void The_rule_sees(string line) => DataAccess().IsMatch(line).ShouldBeTrue();

    [GeneratedRegex(
        """
            \b(?:[A-Z]\w*Db|DbContext|DbSet|TenantSession|Databases|Npgsql\w*|EntityFrameworkCore)\b
            |\b(?:UserManager|PersonStore|Niaga\.Platform\.Data)\b
            |\.Set<
            """,
        RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex DataAccess();
}
