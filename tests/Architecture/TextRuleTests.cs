using System.Text.Json;
using System.Text.RegularExpressions;
using Niaga.Host;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Shouldly;
using Xunit;

namespace Niaga.Architecture;

/// <summary>A sentence with a number in it reads right for one, for many, and for less than nothing.</summary>
public sealed partial class TextRuleTests
{
    /// <summary>Sentences whose number is never one: a limit of ours, a choice between fixed numbers, or a name.</summary>
    private static readonly HashSet<string> NeverOne =
    [
        "refusal.platform.too_many_passkeys",
        "refusal.platform.too_many_keys",
        "refusal.trade.shift_works_elsewhere",
        "refusal.trade.roster_works_elsewhere",
        "site.keys.days_of",
        "site.security.minutes",
        "site.security.hours",
        "site.security.days",
    ];

    private static readonly TextCatalog Texts = new(Modules.Find().Assemblies);

    private static IEnumerable<(string Key, string Text)> English() =>
        Source
            .Files("src", ".json")
            .Concat(Source.Files("modules", ".json"))
            .Where(f => f.EndsWith("/Texts/en.json", StringComparison.Ordinal))
            // Mails name people and businesses, never a number.
            .SelectMany(f => JsonSerializer.Deserialize<Dictionary<string, string>>(Source.Read(f))!)
            .Where(t => !t.Key.StartsWith("mail.", StringComparison.Ordinal))
            .Select(t => (t.Key, t.Value));

    [Fact]
    public void A_number_before_a_plural_has_a_form_for_one()
    {
        English().Count(t => Plural().IsMatch(t.Text)).ShouldBeGreaterThan(5, "the rule sees limits, which may stay");
        English()
            .Where(t => Plural().Matches(t.Text).Any(m => !Limit().IsMatch(t.Text[..m.Index])) && !NeverOne.Contains(t.Key))
            .Select(t => $"{t.Key}: {t.Text}")
            .ShouldBeEmpty();
    }

    [Fact]
    public void What_is_only_left_has_words_for_nothing_left() =>
        English().Where(t => Only().IsMatch(t.Text)).Select(t => $"{t.Key}: {t.Text}").ShouldBeEmpty();

    [Theory]
    [InlineData("refusal.retail.not_enough_stock")]
    [InlineData("refusal.retail.below_zero_needs_supervisor")]
    [InlineData("refusal.retail.stock_below_zero")]
    [InlineData("retail.sales.below_zero")]
    public void Less_than_nothing_is_none(string key)
    {
        foreach (var language in Language.All)
        {
            Texts.Get(language, key, "Kopi", Quantity.FromUnits(-486)).ShouldNotContain("486");
            Texts.Get(language, key, "Kopi", Quantity.FromUnits(3)).ShouldContain("3");
        }
    }

    [Theory]
    [InlineData(1, "1 product archived")]
    [InlineData(1200, "1,200 products archived")]
    public void The_form_goes_by_the_number(int number, string sentence) =>
        Texts.Get(Language.English, "retail.products.archived_n", number).ShouldBe(sentence);

    /// <summary>"{0} other devices", "{0} were sold"; not "{0} is", "{0} has", "{0} needs".</summary>
    [GeneratedRegex(
        @"\{\d(:N0)?\} ((?!(with|from)\b)([a-z]+ )?(?!is\b|was\b|has\b|costs\b|comes\b|agrees\b)[a-z]*[a-z]{2}s\b|were\b|are\b|stay\b)"
    )]
    private static partial Regex Plural();

    [GeneratedRegex(@"([Aa]t most|more than|[Aa]t least|to|takes) $")]
    private static partial Regex Limit();

    [GeneratedRegex(@"\bonly \{\d\}")]
    private static partial Regex Only();
}
