using System.Text.Json;
using Niaga.Platform.Refusals;

namespace Niaga.Identity.Scim;

/// <summary>What a directory asks of a user: to be as it says (POST, PUT), or to have operations done to it (PATCH).</summary>
internal abstract record ScimChange
{
    /// <summary>Operations of one message.</summary>
    private const int MostOperations = 100;

    private static readonly ScimDraft Blank = new("", null, null, null, null, null, null, null);

    /// <summary>What the user says afterwards.</summary>
    public abstract Outcome<ScimDraft> Apply(ScimDraft now);

    /// <summary>A whole user. What cannot be written, or is not kept, is not looked at (RFC 7644, 3.3 and 3.5.1).</summary>
    public static Outcome<ScimDraft> Whole(JsonElement body)
    {
        if (
            body.ValueKind != JsonValueKind.Object
            || body.EnumerateObject().DistinctBy(p => p.Name, StringComparer.OrdinalIgnoreCase).Count() != body.EnumerateObject().Count()
        )
            return ScimErrors.Syntax();

        Outcome<ScimDraft> result = Blank;
        foreach (var name in (ReadOnlySpan<string>)["userName", "externalId", "displayName", "name", "emails", "active"])
        {
            if (!result.Succeeded(out var draft, out var refusal))
                return refusal;
            if (ScimValues.Find(body, name) is { } value)
                result = ScimAttributes.Set(draft, name, value);
        }
        return result.Succeeded(out var whole, out _) && whole.UserName.Length == 0 ? ScimErrors.Value("userName") : result;
    }

    /// <summary>The operations of a PATCH.</summary>
    public static Outcome<ScimChange> Operations(JsonElement body)
    {
        if (
            ScimValues.Find(body, "Operations") is not { ValueKind: JsonValueKind.Array } operations
            || operations.GetArrayLength() is 0 or > MostOperations
        )
            return ScimErrors.Syntax();
        // The body is gone when this is applied.
        return new Patch([.. operations.EnumerateArray().Select(o => o.Clone())]);
    }

    /// <summary>To be as it says; whether active only where it says so.</summary>
    internal sealed record Replace(ScimDraft With) : ScimChange
    {
        public override Outcome<ScimDraft> Apply(ScimDraft now) => With with { Active = With.Active ?? now.Active };
    }

    private sealed record Patch(IReadOnlyList<JsonElement> All) : ScimChange
    {
        public override Outcome<ScimDraft> Apply(ScimDraft now)
        {
            try
            {
                Outcome<ScimDraft> result = now;
                foreach (var operation in All)
                {
                    if (!result.Succeeded(out var draft, out var refusal))
                        return refusal;

                    result = One(draft, operation);
                }
                return result;
            }
            catch (InvalidOperationException)
            {
                // A text that is no Unicode, which is only found when it is read.
                return PlatformErrors.Malformed();
            }
        }

        private static Outcome<ScimDraft> One(ScimDraft draft, JsonElement operation)
        {
            if (ScimValues.Find(operation, "op") is not { ValueKind: JsonValueKind.String } named)
                return ScimErrors.Syntax();

            var path = ScimValues.Find(operation, "path");
            if (path is not null and not { ValueKind: JsonValueKind.String })
                return ScimErrors.Syntax();

            var where = path?.GetString()!.Trim() ?? "";
            var value = ScimValues.Find(operation, "value");
            // Entra ID writes "Replace" and "Add".
            return named.GetString()!.ToLowerInvariant() switch
            {
                "remove" => where.Length == 0 ? ScimErrors.NoTarget() : ScimAttributes.Set(draft, where, null),
                "add" or "replace" when where.Length > 0 => ScimAttributes.Set(draft, where, value),
                "add" or "replace" => Each(draft, value),
                _ => ScimErrors.Syntax(),
            };
        }

        /// <summary>Without a path the value holds the attributes.</summary>
        private static Outcome<ScimDraft> Each(ScimDraft draft, JsonElement? value)
        {
            if (value is not { ValueKind: JsonValueKind.Object } attributes)
                return ScimErrors.Syntax();

            Outcome<ScimDraft> result = draft;
            foreach (var attribute in attributes.EnumerateObject())
            {
                if (!result.Succeeded(out var current, out var refusal))
                    return refusal;

                result = ScimAttributes.Set(
                    current,
                    attribute.Name,
                    attribute.Value.ValueKind == JsonValueKind.Null ? null : attribute.Value
                );
            }
            return result;
        }
    }
}
