using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Platform.Web;

/// <summary>Says of a field that a JSON reader stopped at in what form it is expected, by the type the endpoint's body has there.</summary>
internal static class ExpectedForm
{
    /// <param name="http">The request, at its endpoint.</param>
    /// <param name="field">Where, such as <c>lines[0].quantity</c>; null when no place can be told.</param>
    public static Refusal Of(HttpContext http, string? field) =>
        field is not null ? PlatformErrors.Unreadable(Form(http, field), field)
        : InQuery(http) is var (form, name) ? PlatformErrors.Unreadable(form, name)
        : PlatformErrors.Malformed();

    /// <summary>Every form that something of an endpoint's query or JSON body is expected in, with a place where it is.</summary>
    /// <param name="metadata">The endpoint's.</param>
    /// <param name="query">Names in its query.</param>
    /// <param name="json">How its body is read.</param>
    public static IEnumerable<(string Form, string Field)> All(
        IEnumerable<object> metadata,
        IReadOnlyCollection<string> query,
        JsonSerializerOptions json
    )
    {
        var inQuery = metadata
            .OfType<MethodInfo>()
            .SelectMany(m => m.GetParameters())
            .Where(p => query.Contains(p.Name!))
            .Select(p => (FormOf(p.ParameterType), p.Name!));
        var inBody = metadata
            .OfType<IAcceptsMetadata>()
            .Where(a => a.RequestType is not null && a.ContentTypes.Contains("application/json"))
            .SelectMany(a => Within(json, a.RequestType!, "", []));
        return inQuery.Concat(inBody).Where(f => f.Item1 is not null).Select(f => (f.Item1!, f.Item2)).DistinctBy(f => f.Item1);
    }

    private static IEnumerable<(string? Form, string Field)> Within(JsonSerializerOptions json, Type type, string at, HashSet<Type> seen)
    {
        var info = json.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        if (FormOf(type) is { } form)
            return [(form, at)];
        if (info.ElementType is { } element)
            return Within(json, element, info.Kind == JsonTypeInfoKind.Dictionary ? $"{at}.name" : $"{at}[0]", seen);
        if (!seen.Add(type))
            return [];

        return info
            .Properties.Where(p => p.Set is not null || p.AssociatedParameter is not null)
            .SelectMany(p => Within(json, p.PropertyType, at.Length == 0 ? p.Name : $"{at}.{p.Name}", seen));
    }

    /// <summary>The value of the query that the endpoint's handler cannot read.</summary>
    private static (string Form, string Name)? InQuery(HttpContext http)
    {
        foreach (var parameter in http.GetEndpoint()?.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [])
        {
            if (FormOf(parameter.ParameterType) is not { } form || !http.Request.Query.TryGetValue(parameter.Name!, out var values))
                continue;
            var read = form switch
            {
                "number" => long.TryParse(values, CultureInfo.InvariantCulture, out var number)
                    && (parameter.ParameterType == typeof(long) || number is >= int.MinValue and <= int.MaxValue),
                "id" => Guid.TryParse(values, out _),
                "yes_no" => bool.TryParse(values, out _),
                "day" => DateOnly.TryParse(values, CultureInfo.InvariantCulture, out _),
                _ => true,
            };
            if (!read)
                return (form, parameter.Name!);
        }
        return null;
    }

    /// <returns>What a code ends in; null where there is nothing to say but that it cannot be read.</returns>
    private static string? Form(HttpContext http, string field)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is not { } type)
            return null;

        var json = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        foreach (var step in field.Split('.'))
        {
            var name = step.Split('[')[0];
            if (TypeAt(json, type, name) is not { } found)
                return null;
            type = step.Contains('[', StringComparison.Ordinal) ? json.GetTypeInfo(found).ElementType ?? found : found;
        }
        return FormOf(type);
    }

    private static string? FormOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(Money) ? "amount"
            : type == typeof(Quantity) ? "quantity"
            : type == typeof(Guid) ? "id"
            : type == typeof(bool) ? "yes_no"
            : type == typeof(int) || type == typeof(long) ? "number"
            : type == typeof(DateOnly) ? "day"
            : null;
    }

    private static Type? TypeAt(JsonSerializerOptions json, Type type, string name)
    {
        var info = json.GetTypeInfo(type);
        if (info.Kind == JsonTypeInfoKind.Dictionary)
            return info.ElementType;
        return info.Properties.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.PropertyType;
    }
}
