using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Testing;

namespace Niaga.Platform.Tests.Api;

/// <summary>The live endpoint table below <c>/api/v1</c>: what a module adds is found without being named.</summary>
internal static class ApiEndpoints
{
    /// <param name="Method">GET, POST …</param>
    /// <param name="Pattern">The path with parameters by name alone: <c>/api/v1/api-keys/{keyId}</c>.</param>
    /// <param name="Endpoint">The endpoint itself.</param>
    internal sealed record Found(string Method, string Pattern, RouteEndpoint Endpoint)
    {
        public IReadOnlyList<RoutePatternParameterPart> Parameters => Endpoint.RoutePattern.Parameters;

        public override string ToString() => $"{Method} {Pattern}";
    }

    public static IReadOnlyList<Found> Of(NiagaApp app)
    {
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
        return
        [
            .. endpoints
                .Where(e => e.RoutePattern.RawText?.StartsWith("/api/v1", StringComparison.Ordinal) == true)
                .SelectMany(e =>
                    (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(m => new Found(m, Path(e.RoutePattern), e))
                ),
        ];
    }

    private static string Path(RoutePattern pattern) =>
        "/"
        + string.Join(
            '/',
            pattern.PathSegments.Select(s =>
                string.Concat(
                    s.Parts.Select(p =>
                        p switch
                        {
                            RoutePatternLiteralPart literal => literal.Content,
                            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
                            RoutePatternSeparatorPart separator => separator.Content,
                            _ => throw new InvalidOperationException(p.ToString()),
                        }
                    )
                )
            )
        );
}
