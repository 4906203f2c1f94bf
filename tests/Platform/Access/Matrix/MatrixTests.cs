using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Access.Matrix;

/// <summary>Every endpoint × every method × every role × every situation: exactly what the endpoint's attributes declare.</summary>
public sealed class MatrixTests(AccessMatrixApp app, ITestOutputHelper output) : IClassFixture<AccessMatrixApp>
{
    [Fact]
    public async Task Every_endpoint_answers_every_role_in_every_situation_as_declared()
    {
        var modules = app.Services.GetRequiredService<ModuleCatalog>();
        var factory = new ActorFactory(app);
        var actors = await factory.CreateAll();
        var endpoints = app
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(NoAccessCheckAttribute.IsGated)
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m => (Endpoint: e, Method: m)))
            .ToArray();
        var questions =
            from actor in actors
            from come in actor.Requests
            from to in endpoints
            select (RoleActor: actor, Situation: come.Key, come.Value.Slug, come.Value.Headers, to.Endpoint, to.Method);
        var (wrong, tally) = (new ConcurrentBag<string>(), new ConcurrentDictionary<string, int>());
        // Each question brings its own cookies; those of an answer belong to nobody else's.
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new(app.Address),
        };
        client.DefaultRequestHeaders.Add("Accept-Language", "en");
        await Parallel.ForEachAsync(
            questions,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (question, cancel) =>
            {
                var (actor, situation, slug, headers, endpoint, method) = question;
                var expected = Declared.Of(
                    endpoint,
                    method,
                    situation == Situation.NarrowKey ? ActorFactory.Narrow : actor.Held,
                    factory.Entitled,
                    situation,
                    modules
                );
                using var request = new HttpRequestMessage(new(method), (slug.Length == 0 ? "" : "/" + slug) + Path(endpoint));
                foreach (var (name, value) in headers)
                    request.Headers.TryAddWithoutValidation(name, value);
                if (situation != Situation.NoForgeryToken && headers.TryGetValue("Cookie", out var cookie))
                {
                    request.Headers.Remove("Cookie");
                    request.Headers.TryAddWithoutValidation("Cookie", $"{cookie}; {actor.Forgery.Cookie}");
                    request.Headers.TryAddWithoutValidation("RequestVerificationToken", actor.Forgery.Token);
                }
                using var response = await client.SendAsync(request, cancel);
                var answer = await Read(response, endpoint);
                if (answer != expected)
                    wrong.Add($"{method} {request.RequestUri} as {actor.Role}, {situation}: declared {expected}, answered {answer}");
                tally.AddOrUpdate($"{situation}: {expected}", 1, (_, n) => n + 1);
            }
        );
        var asked = tally.Values.Sum();
        output.WriteLine(
            $"Access matrix: {asked} answers as declared ({endpoints.Length} endpoints and methods × {actors.Count} roles × "
                + $"{actors[0].Requests.Count} situations), {wrong.Count} not"
        );
        foreach (var (line, count) in tally.OrderBy(t => t.Key, StringComparer.Ordinal))
            output.WriteLine($"  {count, 5}  {line}");
        TestContext.Current.SendDiagnosticMessage($"Access matrix: {asked} answers, {wrong.Count} not as declared");
        wrong.Order(StringComparer.Ordinal).Take(40).ShouldBeEmpty($"{wrong.Count} of {asked} answers");
        // The matrix is as large as it says, and both ways occur: otherwise it proves nothing.
        actors.Count.ShouldBeGreaterThanOrEqualTo(6);
        actors[0].Requests.Count.ShouldBe(Enum.GetValues<Situation>().Length);
        tally.Where(t => t.Key.StartsWith("Own: 299", StringComparison.Ordinal)).Sum(t => t.Value).ShouldBeGreaterThan(endpoints.Length);
        tally.Where(t => t.Key.StartsWith("Own: 403", StringComparison.Ordinal)).Sum(t => t.Value).ShouldBeGreaterThan(50);
    }

    /// <summary>A path of the endpoint; what stands for a thing is made up, since nobody gets as far as looking for it.</summary>
    private static string Path(RouteEndpoint endpoint) =>
        "/"
        + string.Join(
            '/',
            endpoint.RoutePattern.PathSegments.Select(s =>
                string.Concat(
                    s.Parts.Select(p =>
                        p switch
                        {
                            RoutePatternLiteralPart literal => literal.Content,
                            RoutePatternSeparatorPart separator => separator.Content,
                            RoutePatternParameterPart { ParameterPolicies: [{ Content: "guid" }] } =>
                                "01980000-0000-7000-8000-000000000001",
                            RoutePatternParameterPart { ParameterPolicies: [{ Content: "int" or "long" }] } => "1",
                            _ => "x1",
                        }
                    )
                )
            )
        );

    private static async Task<Answer> Read(HttpResponseMessage response, RouteEndpoint endpoint)
    {
        var status = (int)response.StatusCode;
        if (status == Reached.Status)
            return response.Headers.GetValues(Reached.Header).Single() == Reached.NameOf(endpoint)
                ? Answer.Reached
                : new(status, "another endpoint: " + response.Headers.GetValues(Reached.Header).Single());

        var place = response.Headers.Location?.OriginalString.Split('?')[0];
        var code = response.Content.Headers.ContentType?.MediaType is "application/problem+json"
            ? JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString()
            : null;
        return new(status, place, code);
    }
}
