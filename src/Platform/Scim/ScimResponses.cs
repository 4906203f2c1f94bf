using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Platform.Scim;

/// <summary>Answers in SCIM's own media type, refusals too.</summary>
internal static class ScimResponses
{
    public const string MediaType = "application/scim+json";

    /// <summary>A refusal as SCIM says it (RFC 7644, 3.12).</summary>
    public static IResult Refuse(Refusal refusal, Words words)
    {
        var error = new JsonObject
        {
            ["schemas"] = new JsonArray(ScimSchemas.Error),
            ["status"] = refusal.Status.ToString(CultureInfo.InvariantCulture),
            ["detail"] = words[refusal],
        };
        if (ScimErrors.TypeOf(refusal) is { } type)
            error["scimType"] = type;
        return Json(error, refusal.Status);
    }

    public static IResult Json(JsonNode body, int status = StatusCodes.Status200OK) =>
        Results.Text(body.ToJsonString(), MediaType, statusCode: status);

    /// <summary>A user, with its version as ETag and its address.</summary>
    public static IResult User(ScimUser user, HttpContext http, int status = StatusCodes.Status200OK)
    {
        http.Response.Headers.ETag = user.Version;
        var resource = Resource(user, At(http));
        if (status == StatusCodes.Status201Created)
            http.Response.Headers.Location = (string?)resource["meta"]!["location"];
        return Json(resource, status);
    }

    public static JsonObject Resource(ScimUser user, string at)
    {
        var says = user.Says;
        var resource = new JsonObject { ["schemas"] = new JsonArray(ScimSchemas.User), ["id"] = user.Person.ToString() };
        if (says.ExternalId is { } external)
            resource["externalId"] = external;
        resource["userName"] = says.UserName;
        var name = new JsonObject();
        foreach (
            var (part, value) in new[] { ("formatted", says.FormattedName), ("familyName", says.FamilyName), ("givenName", says.GivenName) }
        )
        {
            if (value is not null)
                name[part] = value;
        }
        if (name.Count > 0)
            resource["name"] = name;
        if (says.DisplayName is { } shown)
            resource["displayName"] = shown;
        resource["emails"] = new JsonArray(
            new JsonObject
            {
                ["value"] = says.Email ?? user.AccountEmail,
                ["type"] = "work",
                ["primary"] = true,
            }
        );
        resource["active"] = user.Active;
        resource["meta"] = new JsonObject
        {
            ["resourceType"] = "User",
            ["created"] = Time(user.Since),
            ["lastModified"] = Time(user.Changed),
            ["location"] = $"{at}/Users/{user.Person}",
            ["version"] = user.Version,
        };
        return resource;
    }

    /// <summary>The service's own address, as it was asked.</summary>
    public static string At(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}{ApiPaths.Scim}";

    /// <summary>The version a directory last saw, or null when it does not mind.</summary>
    public static string? IfMatch(HttpRequest request) =>
        request.Headers[HeaderNames.IfMatch].ToString() is { Length: > 0 } header && header != "*" ? header : null;

    public static bool IsKnown(HttpRequest request, ScimUser user) => request.Headers[HeaderNames.IfNoneMatch].ToString() == user.Version;

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
