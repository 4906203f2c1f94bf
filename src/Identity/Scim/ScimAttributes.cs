using System.Collections.Frozen;
using System.Text.Json;
using Niaga.Platform.Refusals;

namespace Niaga.Identity.Scim;

/// <summary>Writes one attribute of a user, by the path a directory gives it.</summary>
internal static class ScimAttributes
{
    private const string Core = ScimSchemas.User + ":";

    /// <summary>Attributes of RFC 7643 that directories send and we do not keep: taken and forgotten, so that the rest arrives.</summary>
    private static readonly FrozenSet<string> Forgotten = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "schemas",
        "nickName",
        "profileUrl",
        "title",
        "userType",
        "preferredLanguage",
        "locale",
        "timezone",
        "password",
        "phoneNumbers",
        "ims",
        "photos",
        "addresses",
        "entitlements",
        "roles",
        "x509Certificates",
        "name.middleName",
        "name.honorificPrefix",
        "name.honorificSuffix"
    );

    private static readonly FrozenSet<string> Fixed = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "id", "meta", "groups");

    /// <summary>The draft with the attribute set, or emptied where the value is null.</summary>
    public static Outcome<ScimDraft> Set(ScimDraft draft, string path, JsonElement? value)
    {
        if (path.StartsWith(Core, StringComparison.OrdinalIgnoreCase))
            path = path[Core.Length..];
        // An extension, such as the enterprise user's department: a urn, or a urn with an attribute.
        if (path.StartsWith("urn:", StringComparison.OrdinalIgnoreCase))
            return draft;

        switch (path.ToLowerInvariant())
        {
            case "active":
                return value is null
                    ? ScimErrors.Fixed("active")
                    : With(ScimValues.Flag(value.Value, "active"), flag => draft with { Active = flag });
            case "username":
                return With(
                    ScimValues.Text(value, "userName", ScimValues.LongestKey),
                    name => name is null ? ScimErrors.Value("userName") : draft with { UserName = name }
                );
            case "externalid":
                return With(ScimValues.Text(value, "externalId", ScimValues.LongestKey), id => draft with { ExternalId = id });
            case "displayname":
                return With(ScimValues.Text(value, "displayName", ScimValues.LongestName), name => draft with { DisplayName = name });
            case "name.formatted":
                return With(ScimValues.Text(value, "name.formatted", ScimValues.LongestName), name => draft with { FormattedName = name });
            case "name.givenname":
                return With(ScimValues.Text(value, "name.givenName", ScimValues.LongestName), name => draft with { GivenName = name });
            case "name.familyname":
                return With(ScimValues.Text(value, "name.familyName", ScimValues.LongestName), name => draft with { FamilyName = name });
            case "name":
                return Name(draft, value);
            case "emails" or "emails.value":
                return With(
                    ScimValues.Text(value is { } given ? ScimValues.Address(given) : null, "emails", ScimValues.LongestKey),
                    email => draft with { Email = email }
                );
            default:
                return Others(draft, path, value);
        }
    }

    private static Outcome<ScimDraft> Others(ScimDraft draft, string path, JsonElement? value)
    {
        var bracket = path.IndexOf('[', StringComparison.Ordinal);
        if (bracket > 0 && path[..bracket].Equals("emails", StringComparison.OrdinalIgnoreCase))
        {
            // emails[type eq "work"].value and the like: there is one address, and only its value is kept.
            var end = path.IndexOf(']', StringComparison.Ordinal);
            if (end < bracket)
                return ScimErrors.Path(Short(path));

            var rest = path[(end + 1)..];
            if (rest.Length == 0 || rest.Equals(".value", StringComparison.OrdinalIgnoreCase))
                return Set(draft, "emails", value);

            return rest.ToLowerInvariant() is ".type" or ".primary" or ".display" ? draft : ScimErrors.Path(Short(path));
        }
        var name = bracket > 0 ? path[..bracket] : path;
        if (Forgotten.Contains(name) || (name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && Forgotten.Contains(name[..dot])))
            return draft;

        return Fixed.Contains(name) || Fixed.Contains(name.Split('.')[0]) ? ScimErrors.Fixed(Short(name)) : ScimErrors.Path(Short(path));
    }

    private static Outcome<ScimDraft> Name(ScimDraft draft, JsonElement? value)
    {
        var parts = draft with { FormattedName = null, GivenName = null, FamilyName = null };
        if (value is not { } given)
            return parts;
        if (given.ValueKind != JsonValueKind.Object)
            return ScimErrors.Value("name");

        Outcome<ScimDraft> result = draft;
        foreach (var part in given.EnumerateObject())
        {
            if (!result.Succeeded(out var current, out _))
                break;

            result = Set(current, "name." + part.Name, part.Value.ValueKind == JsonValueKind.Null ? null : part.Value);
        }
        return result;
    }

    private static Outcome<ScimDraft> With<T>(Outcome<T> value, Func<T, Outcome<ScimDraft>> set) =>
        value.Succeeded(out var given, out var refusal) ? set(given) : refusal;

    private static string Short(string path) => path.Length > 100 ? path[..100] : path;
}
