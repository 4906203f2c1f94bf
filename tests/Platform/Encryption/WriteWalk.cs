using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Tests.Api;
using Niaga.Testing;
using Xunit;

namespace Niaga.Platform.Tests.Encryption;

/// <summary>
/// Every POST, PUT, PATCH and DELETE of the live endpoint table, as the owner sends it: each form of each page with each of its buttons,
/// and each endpoint with the example of its body. Once with what belongs to a customer already, so that a refusal would name them, and
/// once with nothing in it.
/// </summary>
internal sealed partial class WriteWalk(NiagaApp app, EveryPage pages, WriteWalk.Known known)
{
    private (string Cookie, string Token) forgery = SignedIn.Forgery(app, new(pages.Person));

    /// <summary>What belongs to a customer, and what can be bought.</summary>
    internal sealed record Known(string Customer, string Phone, string Email, string Tin, string Product, string Price);

    /// <summary>Something to send.</summary>
    /// <param name="Label">As a failure names it.</param>
    /// <param name="Method">POST, PUT …</param>
    /// <param name="Address">Where.</param>
    /// <param name="Fields">Of a form; null for a body.</param>
    /// <param name="Body">JSON, or a file's content.</param>
    internal sealed record Ask(string Label, string Method, string Address, IReadOnlyList<PageForms.Field>? Fields, string? Body);

    /// <param name="Text">All that came: the answer, and the page it led to.</param>
    /// <param name="Status">Of the answer itself.</param>
    internal sealed record Answer(string Text, HttpStatusCode Status);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Forms whose addresses stand on every page are sent from one.</summary>
    public async IAsyncEnumerable<Ask> Forms(HttpClient client)
    {
        var seen = new HashSet<string>();
        foreach (var (route, address) in pages.Places.Select(p => (p.Route, p.Address)).Concat(Asked()))
        {
            using var answer = await pages.Get(client, address);
            var page = await answer.Content.ReadAsStringAsync(Cancel);
            var root = Base().Match(page).Groups[1].Value;
            foreach (var form in PageForms.In(page))
            {
                if (form.Action?.EndsWith("sign-out", StringComparison.Ordinal) == true)
                    continue;
                if (!seen.Add(form.Action is { } named && !named.Contains('?', StringComparison.Ordinal) ? named : $"{route} {form.Name}"))
                    continue;

                var to =
                    form.Action is not { } action ? address
                    : action.StartsWith('/') ? action
                    : root + action;
                foreach (var (what, fields) in new[] { ("empty", Emptied(form)), ("taken", Taken(form)) })
                    yield return new($"{what} {form.Name} of {address}", "POST", to, fields, null);
            }
        }
    }

    /// <summary>Pages that show a form only of somebody named in their address.</summary>
    private IEnumerable<(string Route, string Address)> Asked()
    {
        var shop = "/" + pages.Shop.Slug;
        yield return ("request of somebody", $"{shop}/settings/privacy/requests/new?subject=trade.customer&id={known.Customer}");
        yield return ("merging", $"{shop}/customers/merge?id={known.Customer}");
        yield return ("the list of whoever is found", $"{shop}/customers?q={known.Phone}");
    }

    /// <summary>Endpoints that are no pages.</summary>
    public async Task<IReadOnlyList<Ask>> Endpoints(HttpClient client, Func<RouteEndpoint, string> addressOf)
    {
        var bodies = (await ApiOperation.All(app, client))
            .Where(o => o.Body is not null)
            .ToDictionary(o => (o.Endpoint.Method, o.Endpoint.Endpoint.RoutePattern.RawText!), o => o.Body!);
        return
        [
            .. from endpoint in app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            where endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is null
            from method in endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.HttpMethodMetadata>()?.HttpMethods ?? []
            where method is not ("GET" or "HEAD" or "OPTIONS")
            where !endpoint.RoutePattern.RawText!.EndsWith("sign-out", StringComparison.Ordinal)
            from body in bodies.GetValueOrDefault((method, endpoint.RoutePattern.RawText!)) is { } example
                ? new[] { "{}", Taken(JsonNode.Parse(example), "")!.ToJsonString() }
                : new[] { "x" }
            select new Ask($"{method} {addressOf(endpoint)} {body}", method, addressOf(endpoint), null, body),
        ];
    }

    public async Task<Answer> Send(HttpClient client, Ask ask)
    {
        using var request = new HttpRequestMessage(new(ask.Method), ask.Address) { Content = Content(ask) };
        request.Headers.Add("Cookie", $"{pages.Cookies}; {forgery.Cookie}");
        if (ask.Fields is null)
        {
            request.Headers.Add("RequestVerificationToken", forgery.Token);
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
            request.Headers.TryAddWithoutValidation("If-Match", "*");
        }
        using var answer = await client.SendAsync(request, Cancel);
        var text = await Read(answer);
        if (answer.Headers.Location?.OriginalString is not { } led || ask.Fields is null)
            return new(text, answer.StatusCode);

        // What was done is said on the page it leads to, by a cookie that is read once.
        using var next = new HttpRequestMessage(HttpMethod.Get, led);
        var said = answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Select(c => c.Split(';')[0]) : [];
        next.Headers.Add("Cookie", string.Join("; ", said.Prepend(pages.Cookies)));
        using var after = await client.SendAsync(next, Cancel);
        return new(text + await Read(after), answer.StatusCode);
    }

    /// <summary>As much of it as came before it broke off.</summary>
    private static async Task<string> Read(HttpResponseMessage answer)
    {
        try
        {
            return await answer.Content.ReadAsStringAsync(Cancel);
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }

    private HttpContent Content(Ask ask)
    {
        if (ask.Fields is null)
        {
            var json = ask.Body!.StartsWith('{') || ask.Body.StartsWith('[');
            return new StringContent(ask.Body, Encoding.UTF8, json ? "application/json" : "application/octet-stream");
        }
        return new FormUrlEncodedContent(
            ask.Fields.Select(f =>
                KeyValuePair.Create(
                    f.Name,
                    f.Name switch
                    {
                        "_once" => Guid.NewGuid().ToString("N"),
                        "__RequestVerificationToken" => forgery.Token,
                        _ => f.Value,
                    }
                )
            )
        );
    }

    private static PageForms.Field[] Emptied(PageForms.Form form) =>
        [.. form.Fields.Select(f => f.Type is "hidden" or "button" or "checkbox" or "radio" or "select" ? f : f with { Value = "" })];

    /// <summary>What is a customer's already, and something wherever nothing stands.</summary>
    private PageForms.Field[] Taken(PageForms.Form form) =>
        [
            .. form.Fields.Select(f =>
                f.Type is "hidden" or "button" or "checkbox" or "radio" or "select" or "password" ? f
                : Of(f.Name) is { } taken ? f with { Value = taken }
                : f.Value.Length > 0 ? f
                : f with
                {
                    Value = f.Type switch
                    {
                        "date" => "2026-11-02",
                        "datetime-local" => "2026-11-02T10:00",
                        "time" => "10:00",
                        "number" => "1",
                        _ => "Sesuatu yang lain",
                    },
                }
            ),
        ];

    private JsonNode? Taken(JsonNode? node, string name) =>
        node switch
        {
            JsonObject of => new JsonObject(of.Select(p => KeyValuePair.Create(p.Key, Taken(p.Value, p.Key)))),
            JsonArray of => new JsonArray([.. of.Select(v => Taken(v, name))]),
            JsonValue value when value.GetValueKind() == JsonValueKind.String && Of(name) is { } taken => taken,
            _ => node?.DeepClone(),
        };

    private string? Of(string name) =>
        Names().Match(name).Value.ToLowerInvariant() switch
        {
            "phone" => known.Phone,
            "email" => known.Email,
            "tin" => known.Tin,
            "product" => known.Product,
            "customer" or "subjectid" or "other" => known.Customer,
            "price" => known.Price,
            _ => null,
        };

    [GeneratedRegex("phone|email|^tin|\\.tin|product(?=id)|customer|subjectid|other$|price", RegexOptions.IgnoreCase)]
    private static partial Regex Names();

    [GeneratedRegex("<base href=\"([^\"]*)\"")]
    private static partial Regex Base();
}
