using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Reports;

/// <summary>Every figure of every report is what the rows of its days add up to, row by row.</summary>
public sealed class ReportFigureTests(ReportFigureTests.Shopful made) : IClassFixture<ReportFigureTests.Shopful>
{
    /// <summary>Generated once for all.</summary>
    public sealed class Shopful : NiagaApp
    {
        internal GeneratedSales Sales { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Sales = await GeneratedSales.Make(this, 60);
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Neither the first of the days nor the last: a report that takes too many shows it.
    private DateOnly From => made.Sales.Today.AddDays(2 - GeneratedSales.Days);

    private DateOnly To => made.Sales.Today.AddDays(-1);

    [Fact]
    public async Task The_generated_rows_have_all_there_is()
    {
        var raw = await Raw();
        raw.Bills.Select(b => b.Kind).Distinct().Order().ShouldBe(["refund", "sale", "void"]);
        raw.Bills.ShouldContain(b => b.Kind == "sale" && b.Rounding != 0);
        raw.Bills.ShouldContain(b => b.Kind == "refund" && b.Tax > 0);
        raw.Bills.Select(b => b.Person).Distinct().Count().ShouldBe(2);
        raw.Lines.ShouldContain(l => l.Kind != "sale" && !l.Restock && l.UnitCost != null);
        raw.Lines.ShouldContain(l => l.Kind == "refund" && l.UnitCost == null);
        raw.Lines.Select(l => l.TaxCode).Distinct().Count().ShouldBe(6);
        raw.Payments.Where(p => p.Kind != "sale").Select(p => p.Method).Distinct().Count().ShouldBe(3);
        (await Raw(DateOnly.MinValue, DateOnly.MaxValue)).Bills.Count.ShouldBeGreaterThan(raw.Bills.Count);
    }

    [Theory]
    [InlineData("day", "yyyy-MM-dd", 2)]
    [InlineData("month", "yyyy-MM", 1)]
    public async Task By_day_and_by_month(string column, string written, int least)
    {
        var raw = await Raw();
        await Compare(
            $"sales-by-{column}",
            Enumerable
                .Range(0, To.DayNumber - From.DayNumber + 1)
                .Select(i => Named(From.AddDays(i)))
                .Distinct()
                .Select(time =>
                {
                    var of = raw.Bills.Where(b => Named(b.Day) == time).ToArray();
                    var count = of.Count(b => b.Kind == "sale") - of.Count(b => b.Kind == "void");
                    return new Dictionary<string, string?>
                    {
                        [column] = time,
                        ["sales"] = $"{count}",
                        ["items"] = new Quantity(raw.Lines.Where(l => Named(l.Day) == time).Sum(l => l.Sign * l.Quantity)).ToString(),
                        ["basket"] = Basket(Net(of), count),
                        ["sold"] = Sen(of.Where(b => b.Kind == "sale").Sum(b => b.Due)),
                        ["given_back"] = Sen(of.Where(b => b.Kind != "sale").Sum(b => b.Due)),
                        ["rounding"] = Sen(of.Sum(b => Sign(b) * b.Rounding)),
                        ["tax"] = Sen(of.Sum(b => Sign(b) * b.Tax)),
                        ["takings"] = Sen(Net(of)),
                    };
                }),
            least
        );

        string Named(DateOnly day) => day.ToString(written, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task By_hour()
    {
        var raw = await Raw();
        // A void takes its sale off where that stood; a refund stands by itself.
        var hours = raw.Bills.ToLookup(b => (b.Kind == "void" ? b.SoldAt : b.At).AddHours(8).Hour);
        raw.Bills.ShouldContain(b => b.Kind == "void" && b.SoldAt.Hour != b.At.Hour);
        await Compare(
            "sales-by-hour",
            Enumerable
                .Range(hours.Min(h => h.Key), hours.Max(h => h.Key) - hours.Min(h => h.Key) + 1)
                .Select(hour =>
                {
                    var of = hours[hour].ToArray();
                    var count = of.Count(b => b.Kind == "sale") - of.Count(b => b.Kind == "void");
                    return new Dictionary<string, string?>
                    {
                        ["hour"] = $"{hour}",
                        ["sales"] = $"{count}",
                        ["basket"] = Basket(Net(of), count),
                        ["sold"] = Sen(of.Where(b => b.Kind == "sale").Sum(b => b.Due)),
                        ["given_back"] = Sen(of.Where(b => b.Kind != "sale").Sum(b => b.Due)),
                        ["takings"] = Sen(Net(of)),
                    };
                })
        );
    }

    [Fact]
    public async Task By_cashier()
    {
        var raw = await Raw();
        raw.Bills.ShouldContain(b => b.Kind == "void" && b.Seller != b.Person);
        var names = new Dictionary<string, string>();
        await using (var scope = made.Sales.Shop.Business.Act())
        {
            foreach (var person in raw.Bills.Select(b => b.Person).Distinct())
                names[person] = await scope.ServiceProvider.GetRequiredService<PersonNames>().Of(new(Guid.Parse(person)), Cancel);
        }
        await Compare(
            "sales-by-cashier",
            raw.Bills.GroupBy(b => b.Kind == "void" ? b.Seller : b.Person)
                .Select(of =>
                {
                    var count = of.Count(b => b.Kind == "sale") - of.Count(b => b.Kind == "void");
                    var sold = of.Where(b => b.Kind == "sale").Sum(b => b.Due);
                    return new Dictionary<string, string?>
                    {
                        ["cashier"] = names[of.Key],
                        ["sales"] = $"{count}",
                        ["basket"] = Basket(Net(of), count),
                        ["sold"] = Sen(sold),
                        ["voids"] = $"{of.Count(b => b.Kind == "void")}",
                        ["refunds"] = $"{of.Count(b => b.Kind == "refund")}",
                        ["given_back"] = Sen(of.Where(b => b.Kind != "sale").Sum(b => b.Due)),
                        ["takings"] = Sen(Net(of)),
                    };
                })
        );
    }

    [Fact]
    public async Task By_tender() =>
        await Compare(
            "sales-by-tender",
            (await Raw())
                .Payments.GroupBy(p => p.Method)
                .Select(of => new Dictionary<string, string?>
                {
                    ["tender"] = Text("retail.payment." + of.Key),
                    ["payments"] = $"{of.Count(p => p.Kind == "sale")}",
                    ["received"] = Sen(of.Where(p => p.Kind == "sale").Sum(p => p.Amount)),
                    ["given_back"] = Sen(of.Where(p => p.Kind != "sale").Sum(p => p.Amount)),
                    ["takings"] = Sen(of.Sum(p => p.Kind == "sale" ? p.Amount : -p.Amount)),
                })
        );

    [Fact]
    public async Task By_product()
    {
        var raw = await Raw();
        await Compare(
            "sales-by-product",
            raw.Lines.GroupBy(l => l.Product)
                .Select(of => new Dictionary<string, string?>
                {
                    ["product"] = raw.Products[of.Key].Name,
                    ["category"] = raw.Products[of.Key].Category ?? Text("retail.reports.no_category"),
                    ["quantity"] = new Quantity(of.Sum(l => l.Sign * l.Quantity)).ToString(),
                    ["sold"] = Sen(of.Where(l => l.Kind == "sale").Sum(l => l.Total)),
                    ["given_back"] = Sen(of.Where(l => l.Kind != "sale").Sum(l => l.Total)),
                    ["tax"] = Sen(of.Sum(l => l.Sign * l.Tax)),
                    ["net_sales"] = Sen(of.Sum(l => l.Sign * l.Total)),
                })
        );
    }

    [Fact]
    public async Task By_category()
    {
        var raw = await Raw();
        await Compare(
            "sales-by-category",
            raw.Lines.GroupBy(l => raw.Products[l.Product].Category)
                .Select(of => new Dictionary<string, string?>
                {
                    ["category"] = of.Key ?? Text("retail.reports.no_category"),
                    ["products"] = $"{of.Select(l => l.Product).Distinct().Count()}",
                    ["quantity"] = new Quantity(of.Sum(l => l.Sign * l.Quantity)).ToString(),
                    ["sold"] = Sen(of.Where(l => l.Kind == "sale").Sum(l => l.Total)),
                    ["given_back"] = Sen(of.Where(l => l.Kind != "sale").Sum(l => l.Total)),
                    ["tax"] = Sen(of.Sum(l => l.Sign * l.Tax)),
                    ["net_sales"] = Sen(of.Sum(l => l.Sign * l.Total)),
                })
        );
    }

    [Fact]
    public async Task Margin()
    {
        var raw = await Raw();
        await Compare(
            "margin",
            raw.Lines.GroupBy(l => l.Product)
                .Select(of =>
                {
                    var uncosted = of.Where(l => l.UnitCost is null).Sum(l => l.Sign * (l.Total - l.Tax));
                    var costed = of.Where(l => l.UnitCost is not null).Sum(l => l.Sign * (l.Total - l.Tax));
                    var cost = of.Sum(l => l.Sign * (l.Cost ?? 0));
                    return new Dictionary<string, string?>
                    {
                        ["product"] = raw.Products[of.Key].Name,
                        ["quantity"] = new Quantity(of.Sum(l => l.Sign * l.Quantity)).ToString(),
                        ["uncosted"] = Sen(uncosted),
                        ["costed"] = Sen(costed),
                        ["cost"] = Sen(cost),
                        ["margin"] =
                            costed > 0
                                ? Math.Round((costed - cost) * 100m / costed, 2, MidpointRounding.AwayFromZero)
                                    .ToString("0.00", CultureInfo.InvariantCulture)
                                : null,
                        ["profit"] = Sen(costed - cost),
                    };
                })
        );
    }

    [Fact]
    public async Task Tax_summary()
    {
        var raw = await Raw();
        await Compare(
            "tax-summary",
            raw.Lines.GroupBy(l => (l.TaxCode, l.BasisPoints))
                .Select(of =>
                {
                    var sold = of.Where(l => l.Kind != "refund").ToArray();
                    var credited = of.Where(l => l.Kind == "refund").ToArray();
                    return new Dictionary<string, string?>
                    {
                        ["tax_code"] = Text("tax." + of.Key.TaxCode),
                        ["rate"] = (of.Key.BasisPoints / 100m).ToString("0.00", CultureInfo.InvariantCulture),
                        ["value_sold"] = Sen(sold.Sum(l => l.Sign * (l.Total - l.Tax))),
                        ["tax_sold"] = Sen(sold.Sum(l => l.Sign * l.Tax)),
                        ["value_credited"] = Sen(credited.Sum(l => l.Total - l.Tax)),
                        ["tax_credited"] = Sen(credited.Sum(l => l.Tax)),
                        ["value"] = Sen(of.Sum(l => l.Sign * (l.Total - l.Tax))),
                        ["tax_due"] = Sen(of.Sum(l => l.Sign * l.Tax)),
                    };
                })
        );
    }

    [Fact]
    public async Task Reports_of_the_same_days_agree()
    {
        var day = await Read("sales-by-day");
        foreach (var other in new[] { "sales-by-hour", "sales-by-cashier", "sales-by-tender" })
            Total(await Read(other), "takings").ShouldBe(Total(day, "takings"), other);
        foreach (var other in new[] { await Read("sales-by-hour"), await Read("sales-by-cashier") })
        {
            foreach (var column in new[] { "sales", "basket", "sold", "given_back" })
                Total(other, column).ShouldBe(Total(day, column), column);
            other.GetProperty("rows").EnumerateArray().ShouldAllBe(r => r.GetProperty("values").GetProperty("sales").GetInt64() >= 0);
        }
        var product = await Read("sales-by-product");
        Total(await Read("sales-by-category"), "net_sales").ShouldBe(Total(product, "net_sales"));
        (Total(product, "net_sales") + Total(day, "rounding")).ShouldBe(Total(day, "takings"));
        var tax = await Read("tax-summary");
        Total(tax, "tax_due").ShouldBe(Total(day, "tax"));
        (Total(tax, "value") + Total(tax, "tax_due")).ShouldBe(Total(product, "net_sales"));
    }

    private async Task Compare(string report, IEnumerable<Dictionary<string, string?>> expected, int least = 2)
    {
        var answer = await Read(report);
        var name = answer.GetProperty("columns")[0].GetProperty("key").GetString()!;
        var wanted = expected.ToList();
        string Line(Func<string, string?> value) => string.Join(" · ", wanted[0].Keys.Select(k => $"{k} {value(k)}"));
        answer
            .GetProperty("rows")
            .EnumerateArray()
            .Select(r => Line(k => Value(r.GetProperty("values").GetProperty(k))))
            .Order(StringComparer.Ordinal)
            .ShouldBe(wanted.Select(w => Line(k => w[k])).Order(StringComparer.Ordinal));
        wanted.Count.ShouldBeGreaterThanOrEqualTo(least, name);
        foreach (
            var column in answer
                .GetProperty("columns")
                .EnumerateArray()
                .Select(c => (c.GetProperty("key").GetString()!, c.GetProperty("format").GetString()!))
        )
        {
            if (column is (var key, "money") && key is not "basket" && wanted[0].ContainsKey(key))
                Total(answer, key).ShouldBe(wanted.Sum(w => decimal.Parse(w[key]!, CultureInfo.InvariantCulture)), key);
        }
    }

    private async Task<JsonElement> Read(string report)
    {
        using var answer = await made.Sales.Shop.Client.GetAsync($"/api/v1/reports/retail-{report}?from={From:O}&to={To:O}", Cancel);
        var body = await answer.Content.ReadAsStringAsync(Cancel);
        answer.IsSuccessStatusCode.ShouldBeTrue(body);
        return JsonDocument.Parse(body).RootElement;
    }

    private Task<RawRows> Raw() => Raw(From, To);

    private Task<RawRows> Raw(DateOnly from, DateOnly to) => RawRows.Read(made, made.Sales.Shop.Business, from, to);

    private string Text(string key) => made.Services.GetRequiredService<TextCatalog>().Get(Language.English, key);

    private static decimal Total(JsonElement answer, string column) =>
        decimal.Parse(answer.GetProperty("totals").GetProperty("values").GetProperty(column).ToString(), CultureInfo.InvariantCulture);

    private static string? Value(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.ToString();

    private static int Sign(RawRows.Bill bill) => bill.Kind == "sale" ? 1 : -1;

    private static long Net(IEnumerable<RawRows.Bill> bills) => bills.Sum(b => Sign(b) * b.Due);

    private static string? Basket(long takings, int sales) => sales > 0 ? Money.FromSen(takings).Portion(1, sales).ToDecimalString() : null;

    private static string Sen(long sen) => Money.FromSen(sen).ToDecimalString();
}
