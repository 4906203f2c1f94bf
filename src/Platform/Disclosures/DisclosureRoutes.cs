using Microsoft.AspNetCore.Builder;

namespace Niaga.Platform.Disclosures;

/// <summary>Says of an endpoint what it shows of people.</summary>
public static class DisclosureRoutes
{
    /// <param name="endpoint">Which.</param>
    /// <param name="purpose">One of <see cref="Purposes"/>.</param>
    /// <param name="subjects">Kinds of records, such as <c>trade.customer</c>; none for whatever the modules bring along.</param>
    public static TBuilder Discloses<TBuilder>(this TBuilder endpoint, string purpose, params string[] subjects)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new DisclosesAttribute(purpose, subjects));
}
