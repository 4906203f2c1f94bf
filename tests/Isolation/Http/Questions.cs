using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Callers;

namespace Niaga.Isolation.Http;

/// <summary>A way to ask an endpoint for something of another business: by which of its ids, in which place.</summary>
/// <param name="Names">The ids that are the victim's; the others are the asker's own.</param>
/// <param name="Query">Ids that stand in the query string.</param>
internal sealed record Question(RouteEndpoint Endpoint, string Method, IReadOnlyList<string> Names, IReadOnlyList<string> Query, Type? Body)
{
    public string Route => "/" + Endpoint.RoutePattern.RawText!.TrimStart('/');

    public bool IsApi => Route.StartsWith("/api/", StringComparison.Ordinal) || OfKeysAlone;

    /// <summary>Only an API key opens it; a cookie counts as anonymous there.</summary>
    public bool OfKeysAlone => Endpoint.Metadata.GetMetadata<ApiKeyOnlyAttribute>() is not null;

    public string? Permission => Endpoint.Metadata.GetMetadata<NeedsAttribute>()?.Permission;

    public PublicAccessAttribute? Public => Endpoint.Metadata.GetMetadata<PublicAccessAttribute>();

    /// <summary>The address, each parameter filled by <paramref name="value"/>.</summary>
    public string Address(Func<string, string> value)
    {
        var path = string.Concat(
            Endpoint.RoutePattern.PathSegments.Select(s =>
                "/"
                + string.Concat(
                    s.Parts.Select(p =>
                        p switch
                        {
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => value(
                                IdSources.Name(Endpoint.RoutePattern, parameter.Name)
                            ),
                            _ => throw new InvalidOperationException(Route),
                        }
                    )
                )
            )
        );
        var query = string.Join('&', Query.Select(q => $"{q}={value(q)}"));
        return (path.Length == 0 ? "/" : path) + (query.Length == 0 ? "" : "?" + query);
    }

    public override string ToString() => $"{Method} {Route}{(Names.Count > 0 ? $" by {string.Join(", ", Names)}" : "")}";
}

/// <summary>All questions the live endpoint table gives rise to; an endpoint added tomorrow is asked tomorrow.</summary>
internal sealed class Questions(IEnumerable<Endpoint> endpoints, IApiDescriptionGroupCollectionProvider api, IdSources sources)
{
    /// <summary>Parameters no id is known for: the suite must be told where theirs come from.</summary>
    public List<string> Unknown { get; } = [];

    public List<Question> All()
    {
        var described = api.ApiDescriptionGroups.Items.SelectMany(g => g.Items).ToArray();
        var questions = new List<Question>();
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>().Where(NoAccessCheckAttribute.IsGated))
        {
            var inPath = endpoint.RoutePattern.Parameters.Select(p => IdSources.Name(endpoint.RoutePattern, p.Name)).ToArray();
            Unknown.AddRange(inPath.Where(p => sources.Find(p) is null).Select(p => $"{endpoint.RoutePattern.RawText}: {p}"));
            if (inPath.Any(p => sources.Find(p) is null))
                continue;

            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                var body = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
                var query = described
                    .Where(d => d.ActionDescriptor.EndpointMetadata.SequenceEqual(endpoint.Metadata) && d.HttpMethod == method)
                    .SelectMany(d => d.ParameterDescriptions)
                    .Where(p => p.Source == BindingSource.Query && sources.Find(p.Name) is not null)
                    .Select(p => p.Name)
                    .ToArray();
                var inBody = body is null ? [] : Bodies.IdsIn(body, name => sources.Find(name)?.Mine);
                // Nothing of theirs (only the address differs), each id alone, and all of them.
                questions.Add(new(endpoint, method, [], query, body));
                var names = inPath
                    .Except(IdSources.PublicParameters, StringComparer.OrdinalIgnoreCase)
                    .Concat(query)
                    .Concat(inBody)
                    .Distinct(StringComparer.OrdinalIgnoreCase)
                    .ToArray();
                questions.AddRange(names.Select(n => new Question(endpoint, method, [n], query, body)));
                if (names.Length > 1)
                    questions.Add(new(endpoint, method, names, query, body));
            }
        }
        return questions;
    }
}
