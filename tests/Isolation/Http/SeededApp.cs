using System.Net.Http.Headers;
using System.Net.Http.Json;
using Niaga.Isolation.Sql;
using Niaga.Testing;
using Niaga.Testing.Rows;

namespace Niaga.Isolation.Http;

/// <summary>The whole site on a copy of the arena.</summary>
internal sealed class SeededApp(string arena) : NiagaApp
{
    protected override async Task<string> MakeDatabase()
    {
        var database = await TestServer.Clone(arena);
        await using var admin = await IsolationDatabase.Connect("postgres", database);
        // The row maker sealed an entry by itself; nothing is left for the sealer to do with it.
        await admin.Run("DELETE FROM platform.audit_pending p USING platform.audit_seals s WHERE p.entry_id = s.entry_id");
        // The rows made up for pictures know no product, and no receipt shows them.
        await admin.Run(
            """
            UPDATE pictures.pictures p SET subject = 'retail.product', record_id =
                (SELECT product_id FROM retail.products x WHERE x.tenant_id = p.tenant_id ORDER BY product_id::text LIMIT 1)
            """
        );
        await admin.Run(
            """
            UPDATE retail.products p SET picture =
                (SELECT hash FROM pictures.pictures x WHERE x.tenant_id = p.tenant_id ORDER BY hash::text LIMIT 1)
            """
        );
        // Nor does a file attached know of what; it is seen with its record alone.
        await admin.Run(
            """
            UPDATE notes.attachments a SET subject = 'retail.product', record_id =
                (SELECT product_id FROM retail.products x WHERE x.tenant_id = a.tenant_id ORDER BY product_id::text LIMIT 1)
            """
        );
        return database;
    }

    /// <summary>A client that carries a bearer token of the party.</summary>
    public async Task<HttpClient> Bearer(Party party)
    {
        var client = NewClient();
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/api-keys",
            new
            {
                email = party.Email,
                password = Party.Password,
                business = party.Slug,
                name = "suite",
            }
        );
        answer.EnsureSuccessStatusCode();
        var issued = await answer.Content.ReadFromJsonAsync<Dictionary<string, object>>();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issued!["key"].ToString());
        client.DefaultRequestHeaders.Add("Accept-Language", "en");
        return client;
    }

    /// <summary>A client that carries the cookie of a signed-in person, made as signing in makes it.</summary>
    public async Task<HttpClient> Cookie(Party party)
    {
        var (_, cookie) = await SignedIn.As(this, new(party.Person), TimeProvider.System.GetUtcNow());
        var client = NewClient();
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        client.DefaultRequestHeaders.Add("Accept-Language", "en");
        return client;
    }
}
