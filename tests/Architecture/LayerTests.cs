using Shouldly;
using Xunit;

namespace Niaga.Architecture;

/// <summary>
/// Folders stand in layers: each uses only folders below it, so none use each other, directly or in a circle. That holds in every project;
/// where a project has many folders its order is the one of docs/tour.md.
/// </summary>
public sealed class LayerTests
{
    /// <summary>From the ground up.</summary>
    private static readonly Dictionary<string, string[]> Layers = new()
    {
        ["src/Platform"] =
        [
            "Logs",
            "Dependencies",
            "Refusals",
            "Texts",
            "Values",
            "OpenPgp",
            "Encryption",
            "ObjectStores",
            "Callers",
            "Data",
            "Modules",
            "Search",
            "Help",
            "Audit",
            "Disclosures",
            "Subjects",
            "Work",
            "Files",
            "Mail",
            "UseCases",
            "Web",
            "Exports",
            "Lists",
            "Signing",
            "Keeping",
            "Tenants",
            "Archives",
            "Reports",
            "Notifications",
            "Restrictions",
            "Unreadable",
            "Support",
            "Upgrades",
        ],
        ["src/Identity"] =
        [
            "Access",
            "Oidc",
            "Passwords",
            "People",
            "Sessions",
            "Security",
            "Attempts",
            "Domains",
            "Members",
            "Delivery",
            "SignIn",
            "Factors",
            "Accounts",
            "Keys",
            "Webhooks",
            "Sso",
            "Scim",
            "Requests",
        ],
        ["src/Papers"] = ["Typesetting", "Marks", "Letterheads", "Layout", "Output", "Labels"],
        ["modules/Retail"] =
        [
            "Stock.Levels",
            "Products",
            "Products.Labels",
            "Products.Together",
            "Products.Import",
            "Stock",
            "Sales",
            "Sales.Documents",
            "Sales.Reversals",
            "Reports",
            "Demo",
        ],
    };

    private static readonly Lazy<IReadOnlyDictionary<string, FolderUses>> Projects = new(() =>
        new[] { "src", "modules" }
            .SelectMany(parent => Directory.EnumerateDirectories(Path.Combine(Source.Root, parent)))
            .Select(path => Path.GetRelativePath(Source.Root, path).Replace('\\', '/'))
            .ToDictionary(project => project, FolderUses.Of)
    );

    public static TheoryData<string> Ordered => [.. Layers.Keys];

    [Fact]
    public void No_folders_use_each_other()
    {
        Projects.Value.Count.ShouldBeGreaterThan(7);
        Projects.Value.SelectMany(p => p.Value.Circles().Select(use => $"{p.Key}: {use}")).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ordered))]
    public void Every_folder_has_its_place(string project) => Projects.Value[project].Folders.ShouldBe(Layers[project], ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Ordered))]
    public void No_folder_uses_one_above_it(string project)
    {
        var layers = Layers[project];
        var uses = Projects.Value[project];
        var upwards =
            from a in layers.Select((name, height) => (name, height))
            from b in uses.By(a.name)
            where Array.IndexOf(layers, b.Key) > a.height
            select $"{a.name} → {b.Key}: {string.Join(", ", b.Value)}";
        upwards.ShouldBeEmpty(Matrix(layers, uses));
    }

    /// <summary>Who uses whom: a row uses a column.</summary>
    private static string Matrix(string[] layers, FolderUses uses)
    {
        var lines = layers.Select(
            (row, height) =>
                $"{height, 2} {row, -20} "
                + string.Concat(
                    layers.Select(column =>
                        uses.By(row).ContainsKey(column) ? "●"
                        : row == column ? "╲"
                        : "·"
                    )
                )
        );
        return string.Join(Environment.NewLine, lines.Reverse());
    }
}
