using Microsoft.AspNetCore.Builder;
using Niaga.Platform.Refusals;

namespace Niaga.Platform.Web;

/// <summary>
/// What an endpoint says about itself in <c>/openapi/v1.json</c> beyond its types. What every endpoint may answer (not signed in,
/// forbidden, malformed …) is known from its attributes and need not be said.
/// </summary>
public static class ApiDescription
{
    /// <summary>The refusals its use case may answer with. Only code and status matter here, not the values of the sentence.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoint, params Refusal[] refusals)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new PossibleRefusals(refusals));

    /// <summary>It answers with the row's version as <c>ETag</c>.</summary>
    public static TBuilder HasETag<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Versioned());

    internal sealed record PossibleRefusals(IReadOnlyList<Refusal> Refusals);

    internal sealed record Versioned;
}
