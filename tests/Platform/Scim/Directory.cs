using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Niaga.Testing;
using Npgsql;
using Shouldly;

namespace Niaga.Platform.Tests.Scim;

/// <summary>A company's directory: a business with a verified domain, and a key that may provision.</summary>
internal sealed class Directory : IDisposable
{
    private const string Patch = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private readonly NiagaApp app;

    private Directory(NiagaApp app, TestBusiness shop, HttpClient client) => (this.app, Shop, Client) = (app, shop, client);

    public TestBusiness Shop { get; }

    public HttpClient Client { get; }

    public string Domain => Shop.Email.Split('@')[1];

    public static async Task<Directory> Of(NiagaApp app)
    {
        var shop = await app.SignUp();
        var directory = new Directory(app, shop, app.NewClient());
        await directory.Sql(
            $"""
            INSERT INTO platform.domains (tenant_id, domain, challenge, created_at, verified_at)
            VALUES ('{shop.Tenant}', '{directory.Domain}', 'x', now(), now())
            """
        );
        directory.Client.DefaultRequestHeaders.Authorization = new("Bearer", await directory.Key(shop.Email, "platform.members.provision"));
        directory.Client.DefaultRequestHeaders.Add("Accept-Language", "en");
        return directory;
    }

    public async Task<string> Key(string email, params string[] scope)
    {
        using var visitor = app.NewClient();
        using var answer = await visitor.PostAsJsonAsync(
            "/api/v1/api-keys",
            new
            {
                email,
                password = TestBusiness.Password,
                business = Shop.Slug,
                name = "directory",
                scope,
            }
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
    }

    /// <summary>Creates somebody of the verified domain.</summary>
    public async Task<Answer> Create(string name, object? more = null)
    {
        var user = new Dictionary<string, object?>
        {
            ["schemas"] = new[] { "urn:ietf:params:scim:schemas:core:2.0:User" },
            ["userName"] = $"{name}@{Domain}",
        };
        foreach (
            var (key, value) in JsonSerializer.SerializeToElement(more ?? new { }).EnumerateObject().Select(p => (p.Name, (object?)p.Value))
        )
            user[key] = value;
        return await Send(HttpMethod.Post, "Users", user);
    }

    public Task<Answer> Change(string id, params object[] operations) =>
        Send(HttpMethod.Patch, "Users/" + id, new { schemas = new[] { Patch }, Operations = operations });

    public async Task<Answer> Send(
        HttpMethod method,
        string path,
        object? body = null,
        string? match = null,
        HttpClient? client = null,
        string? node = null
    )
    {
        using var request = new HttpRequestMessage(method, $"{node ?? app.Address}/scim/v2/{path}");
        if (body is not null)
            request.Content = new StringContent(
                body as string ?? JsonSerializer.Serialize(body),
                Encoding.UTF8,
                new MediaTypeHeaderValue("application/scim+json")
            );
        if (match is not null)
            request.Headers.TryAddWithoutValidation("If-Match", match);
        using var answer = await (client ?? Client).SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (text.Length > 0)
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/scim+json", text);
        return new(
            answer.StatusCode,
            text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone(),
            answer.Headers.ETag?.ToString(),
            answer.Headers.Location?.ToString()
        );
    }

    public async Task Sql(string sql)
    {
        await using var admin = await app.Connect("postgres");
        await using var command = new NpgsqlCommand(sql, admin);
        await command.ExecuteNonQueryAsync();
    }

    public void Dispose() => Client.Dispose();
}

/// <summary>What a directory hears.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonElement Body, string? ETag, string? Location)
{
    public string Id => Text("id")!;

    public bool Active => Body.GetProperty("active").GetBoolean();

    /// <summary>SCIM's word for what was refused, or null.</summary>
    public string? Type => Text("scimType");

    public int Total => Body.GetProperty("totalResults").GetInt32();

    public string? Text(params string[] path)
    {
        var at = Body;
        foreach (var step in path)
        {
            if (int.TryParse(step, out var index))
                at = at[index];
            else if (!at.TryGetProperty(step, out at))
                return null;
        }
        return at.GetString();
    }
}
