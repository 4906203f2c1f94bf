using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Niaga.Identity.Oidc;

namespace Niaga.Platform.Tests.Sso;

/// <summary>One identity provider of <see cref="TestProvider"/>: honest until told otherwise. Each test has one of its own.</summary>
internal sealed class TestRealm(string issuer)
{
    public const string ClientId = "niaga";
    public const string ClientSecret = "a secret nobody may read";

    public string Issuer { get; set; } = issuer;

    /// <summary>Where it really is, whatever it calls itself.</summary>
    public string Address { get; } = issuer;

    public SigningKey Key { get; set; } = new();

    /// <summary>Keys it publishes; the one it signs with unless a test says otherwise.</summary>
    public List<SigningKey>? Published { get; set; }

    /// <summary>What the published keys say of whose issuer they are, as Microsoft's do.</summary>
    public string? IssuerOfKeys { get; set; }

    /// <summary>Who signs in, as claims of the id token beyond the standard's own.</summary>
    public Dictionary<string, object> Person { get; } =
        new()
        {
            ["sub"] = "person-1",
            ["name"] = "Aminah Staf",
            ["email_verified"] = true,
        };

    public Dictionary<string, object>? UserInfo { get; set; }

    public DateTimeOffset AuthenticatedAt { get; set; } = TimeProvider.System.GetUtcNow();

    /// <summary>Last word on the id token's payload.</summary>
    public Action<Dictionary<string, object>>? Bend { get; set; }

    /// <summary>Signs otherwise than honestly.</summary>
    public Func<string, string>? Sign { get; set; }

    public Action<JsonObject>? BendDiscovery { get; set; }

    /// <summary>Answers the token request otherwise: a status and a body.</summary>
    public (int Status, string Body)? TokenAnswer { get; set; }

    /// <summary>Answers the browser with an error instead of a code.</summary>
    public string? AuthorizeError { get; set; }

    public Dictionary<string, string> LastAuthorize { get; set; } = [];

    public Dictionary<string, string> LastToken { get; set; } = [];

    public Dictionary<string, string> LastLogout { get; set; } = [];

    public int Discoveries { get; set; }

    public Dictionary<string, (string Nonce, string Challenge, string RedirectUri)> Codes { get; } = [];

    public string Honest(string payload) => Key.Sign(payload);

    public string LogoutToken(
        Action<Dictionary<string, object>>? bend = null,
        Func<string, string>? sign = null,
        string type = "logout+jwt"
    )
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var payload = new Dictionary<string, object>
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["iat"] = now,
            ["exp"] = now + 120,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["sub"] = Person["sub"],
            ["events"] = new Dictionary<string, object>
            {
                ["http://schemas.openid.net/event/backchannel-logout"] = new Dictionary<string, object>(),
            },
        };
        bend?.Invoke(payload);
        var text = JsonSerializer.Serialize(payload);
        return sign is null ? Key.Sign(text, type) : sign(text);
    }

    /// <summary>A key pair with its name.</summary>
    public sealed class SigningKey
    {
        private readonly RsaSecurityKey key = new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

        public string Sign(string payload, string type = "JWT") =>
            new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
                payload,
                new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
                new Dictionary<string, object> { ["typ"] = type }
            );

        public JsonObject Public(string? issuer = null)
        {
            var parameters = key.Rsa.ExportParameters(false);
            var jwk = new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["kid"] = key.KeyId,
                ["n"] = Base64UrlEncoder.Encode(parameters.Modulus),
                ["e"] = Base64UrlEncoder.Encode(parameters.Exponent),
            };
            if (issuer is not null)
                jwk["issuer"] = issuer;
            return jwk;
        }

        /// <summary>As the old confusion has it: the public key, known to all, as the secret of HS256.</summary>
        public string SignWithPublicKey(string payload) =>
            new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
                payload,
                new SigningCredentials(
                    new SymmetricSecurityKey(System.Text.Encoding.ASCII.GetBytes(key.Rsa.ExportSubjectPublicKeyInfoPem()))
                    {
                        KeyId = key.KeyId,
                    },
                    SecurityAlgorithms.HmacSha256
                )
            );
    }
}
