using System.Text.Json.Nodes;

namespace Niaga.Identity.Scim;

/// <summary>What this service can do and which attributes it keeps, as directories ask for it (RFC 7643, 5 to 7; RFC 7644, 4).</summary>
internal static class ScimSchemas
{
    public const string User = "urn:ietf:params:scim:schemas:core:2.0:User";
    public const string List = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
    public const string Error = "urn:ietf:params:scim:api:messages:2.0:Error";

    private const string Definition = "urn:ietf:params:scim:schemas:core:2.0:Schema";

    public static JsonObject ServiceProviderConfig(string at) =>
        new()
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"),
            ["patch"] = Supported(true),
            ["bulk"] = new JsonObject
            {
                ["supported"] = false,
                ["maxOperations"] = 0,
                ["maxPayloadSize"] = 0,
            },
            ["filter"] = new JsonObject { ["supported"] = true, ["maxResults"] = ListScimUsers.Most },
            ["changePassword"] = Supported(false),
            ["sort"] = Supported(false),
            ["etag"] = Supported(true),
            ["authenticationSchemes"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "oauthbearertoken",
                    ["name"] = "API key",
                    ["description"] = "An API key with the permission platform.members.provision, as a bearer token.",
                    ["specUri"] = "https://www.rfc-editor.org/rfc/rfc6750",
                    ["primary"] = true,
                }
            ),
            ["meta"] = Meta("ServiceProviderConfig", at + "/ServiceProviderConfig"),
        };

    public static JsonObject UserType(string at) =>
        new()
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:ResourceType"),
            ["id"] = "User",
            ["name"] = "User",
            ["description"] = "Members of the business with an address in a domain it has verified.",
            ["endpoint"] = "/Users",
            ["schema"] = User,
            ["schemaExtensions"] = new JsonArray(),
            ["meta"] = Meta("ResourceType", at + "/ResourceTypes/User"),
        };

    public static JsonObject UserSchema(string at) =>
        new()
        {
            ["schemas"] = new JsonArray(Definition),
            ["id"] = User,
            ["name"] = "User",
            ["description"] = "A member of the business.",
            ["attributes"] = new JsonArray(
                Attribute("userName", "What the directory calls the user. Begins as their address.", required: true, uniqueness: "server"),
                Complex(
                    "name",
                    "The parts of the user's name.",
                    false,
                    Attribute("formatted", "Full name."),
                    Attribute("familyName", "Family name."),
                    Attribute("givenName", "Given name.")
                ),
                Attribute("displayName", "The name as shown."),
                Attribute("active", "Whether the user may enter the business.", type: "boolean"),
                Complex(
                    "emails",
                    "One address. A new account is made for it; afterwards it is a note of the directory's, and the person signs in as "
                        + "before.",
                    true,
                    Attribute("value", "The address, in a domain the business has verified."),
                    Attribute("type", "Always work."),
                    Attribute("primary", "Always true.", type: "boolean")
                )
            ),
            ["meta"] = Meta("Schema", at + "/Schemas/" + User),
        };

    public static JsonObject ListOf(params ReadOnlySpan<JsonObject> resources) =>
        new()
        {
            ["schemas"] = new JsonArray(List),
            ["totalResults"] = resources.Length,
            ["startIndex"] = 1,
            ["itemsPerPage"] = resources.Length,
            ["Resources"] = new JsonArray([.. resources.ToArray()]),
        };

    private static JsonObject Supported(bool yes) => new() { ["supported"] = yes };

    private static JsonObject Meta(string type, string location) => new() { ["resourceType"] = type, ["location"] = location };

    private static JsonObject Attribute(
        string name,
        string description,
        string type = "string",
        bool required = false,
        string uniqueness = "none"
    ) =>
        new()
        {
            ["name"] = name,
            ["type"] = type,
            ["multiValued"] = false,
            ["description"] = description,
            ["required"] = required,
            ["caseExact"] = false,
            ["mutability"] = "readWrite",
            ["returned"] = "default",
            ["uniqueness"] = uniqueness,
        };

    private static JsonObject Complex(string name, string description, bool many, params ReadOnlySpan<JsonObject> parts)
    {
        var attribute = Attribute(name, description, "complex");
        attribute["multiValued"] = many;
        attribute["subAttributes"] = new JsonArray([.. parts.ToArray()]);
        return attribute;
    }
}
