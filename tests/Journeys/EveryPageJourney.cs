using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>
/// Every page of the live endpoint table that needs no id: no serious axe violation, nothing sideways, no complaint in the console.
/// </summary>
public sealed class EveryPageJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData(360, false, "ms-MY")]
    [InlineData(360, true, "en-MY")]
    [InlineData(1440, false, "en-MY")]
    [InlineData(1440, true, "ms-MY")]
    public async Task Every_page_is_accessible_and_fits(int width, bool dark, string language)
    {
        var business = await app.SignUpForEveryPage();
        var page = await browser.Open(app.Address, width, dark, language);
        await page.SignIn(business, language.StartsWith("ms", StringComparison.Ordinal) ? "/ms/sign-in" : "/en/sign-in");
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                complaints.Add($"{page.Url}: {message.Text}");
        };
        var fetching = 0;
        page.Request += (_, request) => fetching += request.ResourceType == "fetch" ? 1 : 0;
        page.RequestFinished += (_, request) => fetching -= request.ResourceType == "fetch" ? 1 : 0;
        page.RequestFailed += (_, request) => fetching -= request.ResourceType == "fetch" ? 1 : 0;
        page.PageError += (_, error) => complaints.Add($"{page.Url}: {error}");
        var addresses = Addresses(business.Slug).ToArray();
        addresses.Length.ShouldBeGreaterThan(15);
        foreach (var address in addresses)
        {
            var answer = await page.GotoAsync(address);
            if (answer!.Status != 200)
                complaints.Add($"{address}: {answer.Status}");
            // What a page is still fetching is faded until it is there; and what it fetched last may fail.
            await page.WaitForFunctionAsync("() => !document.querySelector('[aria-busy=true]')");
            await Until.True(() => fetching == 0, $"{address} has what it asked for");
            var sideways = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (sideways > 1)
                complaints.Add($"{address}: scrolls sideways by {sideways} px");
            complaints.AddRange((await page.Violations()).Select(v => $"{address}: {v}"));
        }
        complaints.ShouldBeEmpty();
        TestContext.Current.SendDiagnosticMessage($"{addresses.Length} pages at {width} px, {(dark ? "dark" : "light")}, {language}");
    }

    /// <summary>Pages without a parameter, each where it lives: on the platform's address, in the business's, or both.</summary>
    private IEnumerable<string> Addresses(string slug)
    {
        foreach (var endpoint in app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>())
        {
            var route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            if (
                endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is null
                || endpoint.RoutePattern.Parameters.Count > 0
                || route is "/error"
            )
                continue;

            var open = endpoint.Metadata.GetMetadata<PublicAccessAttribute>();
            var needs = endpoint.Metadata.GetMetadata<NeedsAttribute>();
            if (needs is not null || open?.Place == PublicPlace.Business)
                yield return $"/{slug}{route}";
            else if (route is not "/sign-in")
                yield return route;
        }
    }
}
