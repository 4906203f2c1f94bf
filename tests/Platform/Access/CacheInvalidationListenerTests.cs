using System.Net;
using Niaga.Platform.Data;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Access;

/// <summary>What may be done changes in the database, by whomever; every node knows on the next request.</summary>
public sealed class CacheInvalidationListenerTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData("UPDATE platform.memberships SET role = 'read-only'", "PUT", HttpStatusCode.Forbidden)]
    [InlineData("UPDATE platform.memberships SET role = 'nothing'", "GET", HttpStatusCode.Forbidden)]
    [InlineData("DELETE FROM platform.memberships", "GET", HttpStatusCode.Unauthorized)]
    [InlineData("UPDATE platform.api_keys SET revoked_at = now()", "GET", HttpStatusCode.Unauthorized)]
    [InlineData("UPDATE platform.api_keys SET expires_at = now()", "GET", HttpStatusCode.Unauthorized)]
    [InlineData("UPDATE platform.tenants SET status = 'suspended'", "GET", HttpStatusCode.Forbidden)]
    [InlineData("UPDATE platform.tenants SET status = 'terminated'", "GET", HttpStatusCode.NotFound)]
    [InlineData("DELETE FROM platform.entitlements", "PRODUCTS", HttpStatusCode.Forbidden)]
    public async Task A_change_by_plain_sql_bites_on_every_node(string sql, string ask, HttpStatusCode expected)
    {
        await using var second = await app.AnotherNode();
        var (shop, other) = (await app.SignUp(), await app.SignUp());
        using var client = await shop.Client();
        string[] nodes = [app.Address, second.Address];
        // Everything that can be kept is kept, on both.
        for (var i = 0; i < 2; i++)
        {
            foreach (var node in nodes)
                (await Ask(client, node, ask == "PUT" ? "GET" : ask)).ShouldBe(HttpStatusCode.OK);
        }
        await using (var connection = await app.Connect(sql.Contains("expires_at", StringComparison.Ordinal) ? "postgres" : "niaga_app"))
        {
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    new(TenantReads.SetTenant) { Parameters = { new() { Value = shop.Tenant.ToString() } } },
                    // Somebody stays: a business keeps an owner.
                    new(
                        $"""
                        INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
                        VALUES ('{shop.Tenant}', '{other.Owner}', 'owner', now())
                        """
                    ),
                    new(
                        $"{sql} WHERE tenant_id = '{shop.Tenant}'"
                            + $"{(sql.Contains("memberships", StringComparison.Ordinal) ? $" AND person_id = '{shop.Owner}'" : "")}"
                    ),
                },
            };
            await batch.ExecuteNonQueryAsync();
        }
        foreach (var node in nodes)
            await Until.True(async () => await Ask(client, node, ask) == expected, $"{node} answers {expected}", 2);
    }

    private static async Task<HttpStatusCode> Ask(HttpClient client, string node, string what)
    {
        using var request = what switch
        {
            "PUT" => new HttpRequestMessage(HttpMethod.Put, node + "/api/v1/business")
            {
                Content = new StringContent("""{"name":"Kedai","state":"10"}""", System.Text.Encoding.UTF8, "application/json"),
            },
            "PRODUCTS" => new HttpRequestMessage(HttpMethod.Get, node + "/api/v1/products"),
            _ => new HttpRequestMessage(HttpMethod.Get, node + "/api/v1/business"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
