using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.Access;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Identity.Keys;

/// <summary>Makes a key of this business in the caller's name. The secret is answered once and kept only as a hash.</summary>
[Needs(PlatformPermissions.KeysManage)]
[StepUp]
internal sealed class CreateApiKey(TenantSession session, Caller caller, ModuleCatalog modules, AuditTrail audit, TimeProvider clock)
    : UseCase<CreateApiKey, CreateApiKey.Input, CreateApiKey.Made>
{
    public const int MostDays = 365;

    /// <summary>Keys of one business that still work.</summary>
    public const int MostKeys = 200;

    /// <param name="Name">What the key is for, in the words of whoever makes it.</param>
    /// <param name="Days">Days until it expires, 1 to 365.</param>
    /// <param name="Scope">Permissions it is given; null for all that the maker holds.</param>
    public sealed record Input(string? Name, int Days = 90, IReadOnlyList<string>? Scope = null);

    /// <summary>A key, the one time its secret is shown.</summary>
    /// <param name="Id">Its id, for revoking it.</param>
    /// <param name="Key" example="niaga_01980d2e5c1a7b349f003a7c1f0e9d21_Xq0Hn3r0mB1oJ9pV5tYk2sWc8uLdEfGhIiKlMnOpQrS">What to send as
    /// `Authorization: Bearer`.</param>
    /// <param name="Scope" example="[&quot;retail.products.view&quot;]">What it may do, as far as its maker may.</param>
    /// <param name="ExpiresAt">When it stops working.</param>
    public sealed record Made(Guid Id, string Key, IReadOnlyList<string> Scope, DateTimeOffset ExpiresAt);

    public override async Task<Outcome<Made>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var name = SingleLineName.Read(input.Name, nameof(input.Name), refusals, longest: 80);
        if (input.Days is < 1 or > MostDays)
            refusals.Add(PlatformErrors.Invalid(nameof(input.Days)));
        if (RefuseScope(input.Scope) is { } scope)
            refusals.Add(scope);
        if (Refusal.Of(refusals) is { } refused)
            return refused;

        var now = clock.GetUtcNow();
        var db = session.Open<IdentityDb>();
        if (await db.Set<ApiKey>().CountAsync(k => k.RevokedAt == null && k.ExpiresAt > now, cancel) >= MostKeys)
            return ApiKeyErrors.TooManyKeys(MostKeys);

        var given = (input.Scope ?? [.. caller.Permissions]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var secret = KeySecret.New(session.Tenant);
        var key = new ApiKey(Guid.CreateVersion7(now), caller.Person!.Value, name, given, secret, now, now.AddDays(input.Days));
        db.Set<ApiKey>().Add(key);
        audit.Record(
            "platform.api_key_made",
            "platform.api_key",
            key.KeyId,
            after: new
            {
                name,
                key.Hint,
                Scope = given,
                key.ExpiresAt,
            }
        );
        return new Made(key.KeyId, secret.Text, given, key.ExpiresAt);
    }

    /// <summary>Nobody gives what they lack; what a permission implies its holder holds too.</summary>
    private Refusal? RefuseScope(IReadOnlyList<string>? scope)
    {
        if (scope is null)
            return null;
        if (scope.Count == 0)
            return PlatformErrors.Required(nameof(Input.Scope));
        if (scope.FirstOrDefault(p => p is null || !modules.Declares(p)) is { } unknown)
            return ApiKeyErrors.PermissionUnknown(unknown.Length > 100 ? unknown[..100] : unknown);

        return scope.Contains(null!) ? PlatformErrors.Invalid(nameof(Input.Scope))
            : scope.FirstOrDefault(p => !caller.May(p)) is { } beyond ? ApiKeyErrors.ScopeBeyondYours(beyond)
            : null;
    }
}
