using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Platform.Callers;

namespace Niaga.Platform.Disclosures;

/// <summary>Tells the caller's request why it may show personal values, as its endpoint declares.</summary>
internal sealed class DisclosurePurpose(RequestDelegate next)
{
    public Task Invoke(HttpContext http, Caller caller)
    {
        var endpoint = http.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<DisclosesAttribute>() is { } discloses)
            caller.Disclose(
                new(discloses.Purpose, discloses.Subjects, (endpoint as RouteEndpoint)?.RoutePattern.RawText?.TrimEnd('/') ?? "")
            );
        return next(http);
    }
}
