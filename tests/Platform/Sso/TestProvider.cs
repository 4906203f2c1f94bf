using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Niaga.Platform.Tests.Sso;

/// <summary>
/// OpenID Connect providers over real HTTP on loopback, one below each <c>/realms/{name}</c>: strict with us, and lying where a test has
/// them lie.
/// </summary>
internal sealed class TestProvider : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TestRealm> realms = new();
    private readonly WebApplication site;

    public TestProvider()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        site = builder.Build();
        site.Run(Answer);
        site.StartAsync().GetAwaiter().GetResult();
        Address = site.Urls.First();
    }

    public string Address { get; }

    /// <summary>Name of the realm that speaks for many organisations.</summary>
    public const string Common = "common";

    public TestRealm Realm(string? name = null)
    {
        name ??= Guid.NewGuid().ToString("N");
        return realms.GetOrAdd(name, _ => new(name == Common ? $"{Address}/{Common}/v2.0" : $"{Address}/realms/{name}"));
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    private async Task Answer(HttpContext http)
    {
        var parts = http.Request.Path.Value!.Split('/', 4, StringSplitOptions.RemoveEmptyEntries);
        // Realms as Keycloak has them, and the address of many organisations as Microsoft has it.
        if (
            parts is not (["realms", _, _, ..] or [Common, _, _, ..])
            || !realms.TryGetValue(parts[0] == Common ? Common : parts[1], out var realm)
        )
        {
            http.Response.StatusCode = 404;
            return;
        }
        await (
            string.Join('/', parts[2..]) switch
            {
                ".well-known/openid-configuration" => http.Response.WriteAsync(Discovery(realm)),
                "keys" => http.Response.WriteAsync(
                    new JsonObject
                    {
                        ["keys"] = new JsonArray([.. (realm.Published ?? [realm.Key]).Select(k => (JsonNode)k.Public(realm.IssuerOfKeys))]),
                    }.ToJsonString()
                ),
                "authorize" => Authorize(http, realm),
                "token" => Token(http, realm),
                "userinfo" => http.Response.WriteAsJsonAsync(realm.UserInfo ?? new() { ["sub"] = realm.Person["sub"] }),
                "logout" => Logout(http, realm),
                _ => Fail(http, 404, "not found"),
            }
        );
    }

    private static string Discovery(TestRealm realm)
    {
        realm.Discoveries++;
        var document = new JsonObject
        {
            ["issuer"] = realm.Issuer,
            ["authorization_endpoint"] = realm.Address + "/authorize",
            ["token_endpoint"] = realm.Address + "/token",
            ["userinfo_endpoint"] = realm.Address + "/userinfo",
            ["end_session_endpoint"] = realm.Address + "/logout",
            ["jwks_uri"] = realm.Address + "/keys",
            ["response_types_supported"] = new JsonArray("code"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "client_secret_basic"),
        };
        realm.BendDiscovery?.Invoke(document);
        return document.ToJsonString();
    }

    private static Task Authorize(HttpContext http, TestRealm realm)
    {
        var asked = http.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString());
        realm.LastAuthorize = asked;
        if (asked["client_id"] != TestRealm.ClientId || asked["response_type"] != "code" || asked["code_challenge_method"] != "S256")
            return Fail(http, 400, "client, type or challenge");

        var back = asked["redirect_uri"];
        if (realm.AuthorizeError is { } error)
        {
            http.Response.Redirect(
                QueryHelpers.AddQueryString(back, new Dictionary<string, string?> { ["error"] = error, ["state"] = asked["state"] })
            );
            return Task.CompletedTask;
        }
        // Asked to sign the person in anew, an honest provider does.
        if (asked.GetValueOrDefault("prompt") == "login")
            realm.AuthenticatedAt =
                realm.AuthenticatedAt > TimeProvider.System.GetUtcNow().AddYears(-1)
                    ? TimeProvider.System.GetUtcNow()
                    : realm.AuthenticatedAt;
        var code = Guid.NewGuid().ToString("N");
        realm.Codes[code] = (asked["nonce"], asked["code_challenge"], back);
        http.Response.Redirect(
            QueryHelpers.AddQueryString(back, new Dictionary<string, string?> { ["code"] = code, ["state"] = asked["state"] })
        );
        return Task.CompletedTask;
    }

    private static async Task Token(HttpContext http, TestRealm realm)
    {
        var form = (await http.Request.ReadFormAsync()).ToDictionary(f => f.Key, f => f.Value.ToString());
        realm.LastToken = form;
        if (realm.TokenAnswer is { } told)
        {
            http.Response.StatusCode = told.Status;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(told.Body);
            return;
        }
        if (form.GetValueOrDefault("client_id") != TestRealm.ClientId || form.GetValueOrDefault("client_secret") != TestRealm.ClientSecret)
        {
            await Fail(http, 401, "invalid_client");
            return;
        }
        if (
            !realm.Codes.Remove(form.GetValueOrDefault("code", ""), out var known)
            || form.GetValueOrDefault("redirect_uri") != known.RedirectUri
            || Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form.GetValueOrDefault("code_verifier", ""))))
                != known.Challenge
        )
        {
            await Fail(http, 400, "invalid_grant");
            return;
        }
        var now = TimeProvider.System.GetUtcNow();
        var payload = new Dictionary<string, object>(realm.Person)
        {
            ["iss"] = realm.Issuer,
            ["aud"] = TestRealm.ClientId,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
            ["nonce"] = known.Nonce,
            ["auth_time"] = realm.AuthenticatedAt.ToUnixTimeSeconds(),
        };
        realm.Bend?.Invoke(payload);
        var text = JsonSerializer.Serialize(payload);
        await http.Response.WriteAsJsonAsync(
            new
            {
                access_token = Guid.NewGuid().ToString("N"),
                token_type = "Bearer",
                expires_in = 300,
                id_token = (realm.Sign ?? realm.Honest)(text),
            }
        );
    }

    private static Task Logout(HttpContext http, TestRealm realm)
    {
        realm.LastLogout = http.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString());
        http.Response.Redirect(
            QueryHelpers.AddQueryString(
                realm.LastLogout["post_logout_redirect_uri"],
                "state",
                realm.LastLogout.GetValueOrDefault("state", "")
            )
        );
        return Task.CompletedTask;
    }

    private static Task Fail(HttpContext http, int status, string error)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new { error });
    }
}
