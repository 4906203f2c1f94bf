using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Niaga.Testing;
using Shouldly;

namespace Niaga.Platform.Tests.Encryption;

public sealed partial class DisclosureWalkTests
{
    /// <summary>What stands behind an id in an endpoint's address; a customer behind any other.</summary>
    private static readonly Dictionary<string, string> Behind = new()
    {
        ["saleId"] = "SELECT sale_id::text FROM retail.sale_customers ORDER BY sale_id LIMIT 1",
        ["sales/{id"] = "SELECT sale_id::text FROM retail.sale_customers ORDER BY sale_id LIMIT 1",
        ["products/{id"] = "SELECT product_id::text FROM retail.products ORDER BY name_key LIMIT 1",
        ["commentId"] =
            "SELECT comment_id::text FROM notes.comments WHERE subject = 'trade.customer' AND removed_at IS NULL "
            + "ORDER BY created_at DESC LIMIT 1",
        ["consentId"] = "SELECT consent_id::text FROM trade.customer_consents ORDER BY withdrawn_at NULLS FIRST LIMIT 1",
        ["mergeId"] = "SELECT merge_id::text FROM trade.customer_merges LIMIT 1",
        ["imports/{id"] = "SELECT import_id::text FROM imports.imports WHERE kind = 'trade.customers' ORDER BY 1 LIMIT 1",
        ["personId"] = "SELECT person_id::text FROM platform.memberships LIMIT 1",
    };

    private async Task Writes(EveryPage pages, IReadOnlyList<(Guid Id, string Text)> named)
    {
        var shop = pages.Shop;
        using var handler = NiagaApp.Handler();
        handler.UseCookies = false;
        using var client = new HttpClient(handler) { BaseAddress = new(app.Address) };
        var known = await Somebody(shop);
        var walk = new WriteWalk(app, pages, known);
        var ids = new Dictionary<string, string>();
        foreach (var (name, sql) in Behind)
            ids[name] = await shop.Ask<string?>(sql) ?? known.Customer;
        var (missed, broken, showing, asked) = (new List<string>(), new List<string>(), new List<WriteWalk.Ask>(), 0);
        var endpoints = await walk.Endpoints(client, AddressOf);
        foreach (var ask in endpoints.Where(e => e.Method != "DELETE"))
            await Look(ask);
        await foreach (var ask in walk.Forms(client))
            await Look(ask);
        // What is taken away is gone for who comes after.
        foreach (var ask in endpoints.Where(e => e.Method == "DELETE"))
            await Look(ask);
        missed.ShouldBeEmpty();
        broken.ShouldBeEmpty();
        asked.ShouldBeGreaterThan(250);
        foreach (
            var sure in new[]
            {
                "customers/by-phone {\"",
                "api/v1/customers {\"",
                "PUT",
                "taken customer",
                "taken request",
                "bulk",
                "restore-",
            }
        )
            showing.ShouldContain(a => a.Label.Contains(sure, StringComparison.Ordinal), sure);
        await Mutants([.. showing.Select(a => (a.Label, new Func<Task<string>>(async () => (await walk.Send(client, a)).Text)))], named);

        async Task Look(WriteWalk.Ask ask)
        {
            var before = await Last(shop);
            var answer = await walk.Send(client, ask);
            asked++;
            if ((int)answer.Status >= 500)
                broken.Add($"{ask.Label}: {answer.Status}");
            // What a form was opened with goes back with it, and was written down when it was opened.
            var sent = string.Join('\n', (ask.Fields ?? []).Select(f => f.Value));
            Guid[] shown = [.. In(answer.Text, named).Except(In(sent, named))];
            if (shown.Length == 0)
                return;

            showing.Add(ask);
            var written = await Written(shop, before);
            missed.AddRange(shown.Where(id => !written.Contains(id)).Select(id => $"{ask.Label} shows {id}"));
        }

        string AddressOf(RouteEndpoint endpoint)
        {
            var route = "/" + endpoint.RoutePattern.RawText!.Trim('/');
            return $"/{shop.Slug}"
                + Parameter()
                    .Replace(
                        route,
                        p =>
                            ids.FirstOrDefault(i => Ends(route[..(p.Index + p.Length)], i.Key)).Value
                            ?? (p.Value.Contains(":guid", StringComparison.Ordinal) ? known.Customer : "x")
                    );
        }
    }

    /// <summary>One customer to whom something is done, with what belongs to others.</summary>
    private static async Task<WriteWalk.Known> Somebody(TestBusiness shop)
    {
        var customer = await shop.Ask<string>(
            "SELECT record_id::text FROM notes.comments WHERE subject = 'trade.customer' AND removed_at IS NULL "
                + "ORDER BY created_at DESC LIMIT 1"
        );
        var product = await shop.Ask<string>(
            "SELECT product_id::text FROM retail.products WHERE archived_at IS NULL ORDER BY name_key LIMIT 1"
        );
        return new(
            customer,
            await Contact("phone"),
            await Contact("email"),
            await shop.AskOpened(
                $"SELECT {TestBusiness.Closed("trade.customers.tin", "tin", "customer_id")} FROM trade.customers "
                    + $"WHERE tin IS NOT NULL AND archived_at IS NULL AND customer_id <> '{customer}' LIMIT 1"
            ),
            product,
            await shop.Ask<string>($"SELECT (price_sen / 100.0)::numeric(12, 2)::text FROM retail.products WHERE product_id = '{product}'")
        );

        Task<string> Contact(string kind) =>
            shop.AskOpened(
                $"SELECT {TestBusiness.Closed("trade.customer_contacts.value", "x.value", "x.contact_id")} FROM trade.customer_contacts x "
                    + "JOIN trade.customers c USING (tenant_id, customer_id) WHERE c.archived_at IS NULL AND c.merged_into IS NULL "
                    + $"AND x.kind = '{kind}' AND customer_id <> '{customer}' ORDER BY x.contact_id LIMIT 1"
            );
    }

    /// <summary>Whether an address so far ends with this parameter, whatever its kind.</summary>
    private static bool Ends(string route, string with) =>
        Regex.Replace(route, "[:}][^/]*$", "").EndsWith(with.Contains('{') ? with : "{" + with, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("{[^}]*}")]
    private static partial Regex Parameter();
}
