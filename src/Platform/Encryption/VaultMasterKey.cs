using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Niaga.Platform.Encryption;

/// <summary>
/// The master key in HashiCorp Vault's or OpenBao's transit engine: it never leaves there.
/// https://developer.hashicorp.com/vault/api-docs/secret/transit
/// </summary>
/// <param name="http">Its address is Vault's, with the token in <c>X-Vault-Token</c>.</param>
/// <param name="mount">Where the engine is mounted, such as <c>transit</c>.</param>
/// <param name="key">Name of a key of type <c>aes256-gcm96</c>.</param>
internal sealed class VaultMasterKey(HttpClient http, string mount, string key) : IMasterKey
{
    private const string Prefix = "vault:v";

    public async Task<string> Version(CancellationToken cancel)
    {
        using var answer = await Send(HttpMethod.Get, $"v1/{mount}/keys/{key}", null, cancel);
        return (await Data<KeyData>(answer, cancel)).LatestVersion.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    public async Task<string> Wrap(byte[] secret, byte[] context, CancellationToken cancel)
    {
        var body = new Request(Convert.ToBase64String(secret), null, Convert.ToBase64String(context));
        using var answer = await Send(HttpMethod.Post, $"v1/{mount}/encrypt/{key}", body, cancel);
        return (await Data<Answer>(answer, cancel)).Ciphertext ?? throw Unexpected();
    }

    public async Task<byte[]> Unwrap(string wrapped, byte[] context, CancellationToken cancel)
    {
        if (!wrapped.StartsWith(Prefix, StringComparison.Ordinal))
            throw new MasterKeyException("A business's key was not wrapped by Vault.");
        var body = new Request(null, wrapped, Convert.ToBase64String(context));
        using var answer = await Send(HttpMethod.Post, $"v1/{mount}/decrypt/{key}", body, cancel);
        return Convert.FromBase64String((await Data<Answer>(answer, cancel)).Plaintext ?? throw Unexpected());
    }

    public async Task<bool> IsCurrent(string wrapped, CancellationToken cancel) =>
        wrapped.StartsWith($"{Prefix}{await Version(cancel)}:", StringComparison.Ordinal);

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, Request? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, cancel);
        }
        catch (HttpRequestException e)
        {
            throw new MasterKeyException("Vault does not answer.", e);
        }
        if (answer.IsSuccessStatusCode)
            return answer;

        // What Vault says may quote what it was asked.
        var status = (int)answer.StatusCode;
        answer.Dispose();
        throw new MasterKeyException($"Vault refuses with {status}: its token, the key's name or what was wrapped is not right.");
    }

    private static async Task<T> Data<T>(HttpResponseMessage answer, CancellationToken cancel)
    {
        try
        {
            return (await answer.Content.ReadFromJsonAsync<Envelope<T>>(cancel))!.Data ?? throw Unexpected();
        }
        catch (JsonException e)
        {
            throw new MasterKeyException("Vault answers with something else than its published format.", e);
        }
    }

    private static MasterKeyException Unexpected() => new("Vault's answer lacks what was asked for.");

    private sealed record Envelope<T>([property: JsonPropertyName("data")] T? Data);

    private sealed record KeyData([property: JsonPropertyName("latest_version")] int LatestVersion);

    private sealed record Answer(
        [property: JsonPropertyName("ciphertext")] string? Ciphertext,
        [property: JsonPropertyName("plaintext")] string? Plaintext
    );

    private sealed record Request(
        [property: JsonPropertyName("plaintext"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Plaintext,
        [property: JsonPropertyName("ciphertext"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Ciphertext,
        [property: JsonPropertyName("associated_data")] string AssociatedData
    );
}
