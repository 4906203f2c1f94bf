using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Testing;

namespace Niaga.Platform.Tests.Access.Matrix;

/// <summary>
/// The whole site, but each endpoint answers only that it was reached, and which one it was: who passes the access check can then be
/// asked ten thousand times without doing ten thousand things. Metadata, pipeline and access check are the real ones.
/// </summary>
public sealed class AccessMatrixApp : NiagaApp
{
    protected override IEnumerable<Manifest> MoreManifests =>
        [
            new()
            {
                Key = "reach",
                Assembly = typeof(AccessMatrixApp).Assembly,
                Parts = typeof(Parts),
            },
        ];

    internal sealed class Parts : IModuleStartup
    {
        public void AddServices(IServiceCollection services) => services.AddSingleton<MatcherPolicy, Reached>();

        public void MapApi(IEndpointRouteBuilder api) { }

        public void MapFiles(IEndpointRouteBuilder site) { }
    }
}

/// <summary>Puts a stand-in with the same metadata in the place of the endpoint that routing found.</summary>
internal sealed class Reached : MatcherPolicy, IEndpointSelectorPolicy
{
    /// <summary>A success that no endpoint of ours answers with.</summary>
    public const int Status = 299;
    public const string Header = "X-Reached";

    /// <summary>Last: the others have chosen.</summary>
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => true;

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && candidates[i].Endpoint is RouteEndpoint found && NoAccessCheckAttribute.IsGated(found))
                candidates.ReplaceEndpoint(i, StandIn(found), candidates[i].Values);
        }
        return Task.CompletedTask;
    }

    public static string NameOf(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.TrimStart('/');

    private static RouteEndpoint StandIn(RouteEndpoint endpoint)
    {
        return new(Answer, endpoint.RoutePattern, endpoint.Order, endpoint.Metadata, endpoint.DisplayName);

        Task Answer(HttpContext http)
        {
            http.Response.StatusCode = Status;
            http.Response.Headers[Header] = NameOf(endpoint);
            return Task.CompletedTask;
        }
    }
}
