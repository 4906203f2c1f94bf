using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Niaga.Architecture;

/// <summary>Whoever lies in the bin is left out by every statement, but where it says why not.</summary>
public sealed partial class BinRuleTests
{
    /// <summary>Files whose statements see customers in the bin, and why.</summary>
    private static readonly Dictionary<string, string> Seeing = new()
    {
        ["OtherCustomers.cs"] = "Who lies in the bin is masked in another's answer too.",
        ["CustomerNames.cs"] = "a document names its customer for as long as it is kept",
        ["SalesByCustomer.cs"] = "as documents do",
        ["CustomersBin.cs"] = "the bin itself",
        ["RemovedCustomer.cs"] = "their card says so",
        ["DeleteCustomers.cs"] = "holds rows; the entities come by the filter",
        ["MergeCustomers.cs"] = "holds rows; the entities come by the filter",
        ["CustomerRemains.cs"] = "the purge's own",
        ["CustomerTokens.cs"] = "tokens are made anew for all, so that they come back found",
        ["CustomersAnew.cs"] = "tokens are made anew for all, so that they come back found",
        ["CustomerSource.cs"] = "whoever asks is told what lies in the bin too: it is kept",
        ["CustomerLooks.cs"] = "who looked at somebody is told after they are deleted too",
        ["SealPlainCustomers.cs"] = "encrypts what lies there, all of it",
        ["CustomerImportUndo.cs"] = "what was deleted since an import was changed since",
        ["CustomerImportWriter.cs"] = "writes by ids that CustomersKnown gave",
        ["CustomersKnown.cs"] = "values by ids that its other statement gave, which leaves them out",
    };

    [Fact]
    public void Every_statement_over_customers_leaves_out_the_bin()
    {
        var files = Source
            .Files("src", ".cs")
            .Concat(Source.Files("modules", ".cs"))
            .Where(f => !f.Contains("/Tests/", StringComparison.Ordinal));
        string[] seeing =
        [
            .. files
                .Where(f => !Seeing.ContainsKey(Path.GetFileName(f)))
                .Where(f => Statement().Matches(Source.Read(f)).Any(m => Customers().IsMatch(m.Value) && !LeavesOut().IsMatch(m.Value))),
        ];
        seeing.ShouldBeEmpty(
            "a statement over trade.customers says `deleted_at IS NULL` (or `archived_at IS NULL`: deleted ones are archived)"
        );
    }

    [GeneratedRegex("\"\"\".*?\"\"\"", RegexOptions.Singleline)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\b(FROM|JOIN)\s+trade\.customers\b")]
    private static partial Regex Customers();

    [GeneratedRegex("deleted_at|archived_at IS NULL")]
    private static partial Regex LeavesOut();
}
