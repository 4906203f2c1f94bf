using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.People;

/// <summary>Makes a bearer token for the caller in this business. The secret is answered once and kept only as a hash.</summary>
[SignedIn]
internal sealed class IssueToken(TenantSession session, Caller caller, AuditTrail audit, TimeProvider clock) : UseCase<IssueToken, IssueToken.Input, IssueToken.Issued>
{
    public const int MostDays = 365;

    /// <param name="Name">What the token is for, in the words of whoever makes it.</param>
    /// <param name="Days">Days until it expires, 1 to 365.</param>
    public sealed record Input(string? Name, int Days = 90);

    /// <summary>A token, the one time its secret is shown.</summary>
    /// <param name="Id">Its id, for revoking it.</param>
    /// <param name="Token" example="niaga_01980d2e5c1a7b349f003a7c1f0e9d21_Xq0Hn3r0mB1oJ9pV5tYk2sWc8uLdEfGhIiKlMnOpQrS">What to send as `Authorization: Bearer`.</param>
    /// <param name="ExpiresAt">When it stops working.</param>
    public sealed record Issued(Guid Id, string Token, DateTimeOffset ExpiresAt);

    public override Task<Outcome<Issued>> Run(Input input, CancellationToken cancel) => Task.FromResult(Issue(input));

    private Outcome<Issued> Issue(Input input)
    {
        var name = input.Name?.Trim() ?? "";
        if (name.Length == 0) return PlatformErrors.Required(nameof(input.Name));
        if (name.Length > 80) return PlatformErrors.TooLong(nameof(input.Name), 80);
        if (name.Any(char.IsControl)) return PlatformErrors.Invalid(nameof(input.Name));
        if (input.Days is < 1 or > MostDays) return PlatformErrors.Invalid(nameof(input.Days));
        var now = clock.GetUtcNow();
        var bearer = BearerToken.New(session.Tenant);
        var token = new ApiToken(caller.Person!.Value, name, bearer, now, now.AddDays(input.Days));
        session.Open<PlatformDb>().ApiTokens.Add(token);
        audit.Record("platform.token_issued", "platform.token", token.TokenId, after: new { name, token.ExpiresAt });
        return new Issued(token.TokenId, bearer.Text, token.ExpiresAt);
    }
}
