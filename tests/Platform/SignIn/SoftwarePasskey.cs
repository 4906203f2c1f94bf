using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Niaga.Platform.Tests.Site;

namespace Niaga.Platform.Tests.SignIn;

/// <summary>
/// An authenticator in software, to do what no real one does: answer for another site, without its person, twice. Its counter stays
/// at nothing, as that of a passkey synced between devices does.
/// </summary>
internal sealed class SoftwarePasskey(string origin) : IDisposable
{
    private const byte Present = 0x01;
    private const byte Verified = 0x04;
    private const byte HoldsKey = 0x40;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] id = RandomNumberGenerator.GetBytes(16);
    private string userHandle = "";

    /// <summary>The address the browser says it was at.</summary>
    public string Origin { get; set; } = origin;

    /// <summary>Whether the person unlocked it.</summary>
    public bool Verifies { get; set; } = true;

    public string Id => Base64Url.EncodeToString(id);

    /// <summary>Asks the site for its question, as a page's script does, and answers it.</summary>
    public async Task<(string, string)[]> Answer(Browser browser, string purpose) =>
        Answer((await browser.Get("/passkey-question?for=" + purpose)).Body);

    public (string, string)[] Answer(string question)
    {
        using var asked = JsonDocument.Parse(question);
        var options = asked.RootElement.GetProperty("options");
        var credential = options.TryGetProperty("rp", out _) ? Create(options) : Get(options);
        return [("Passkey.Credential", credential), ("Passkey.State", asked.RootElement.GetProperty("state").GetString()!)];
    }

    public void Dispose() => key.Dispose();

    private string Create(JsonElement options)
    {
        userHandle = options.GetProperty("user").GetProperty("id").GetString()!;
        var point = key.ExportParameters(false).Q;
        byte[] cose = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        var data = Data(
            options.GetProperty("rp").GetProperty("id").GetString()!,
            HoldsKey,
            [.. new byte[16], 0, (byte)id.Length, .. id, .. cose]
        );
        byte[] attestation =
        [
            0xa3,
            0x63,
            .. "fmt"u8,
            0x64,
            .. "none"u8,
            0x67,
            .. "attStmt"u8,
            0xa0,
            0x68,
            .. "authData"u8,
            0x58,
            (byte)data.Length,
            .. data,
        ];
        return Credential(
            new
            {
                clientDataJSON = Client(options, "webauthn.create"),
                attestationObject = Base64Url.EncodeToString(attestation),
                transports = new[] { "internal" },
            }
        );
    }

    private string Get(JsonElement options)
    {
        var data = Data(options.GetProperty("rpId").GetString()!, 0, []);
        var client = Client(options, "webauthn.get");
        byte[] signed = [.. data, .. SHA256.HashData(Base64Url.DecodeFromChars(client))];
        return Credential(
            new
            {
                clientDataJSON = client,
                authenticatorData = Base64Url.EncodeToString(data),
                signature = Base64Url.EncodeToString(key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
                userHandle,
            }
        );
    }

    private byte[] Data(string domain, byte flags, byte[] more)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, 0);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(domain)), (byte)(flags | Present | (Verifies ? Verified : 0)), .. count, .. more];
    }

    private string Client(JsonElement options, string type) =>
        Base64Url.EncodeToString(
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    type,
                    challenge = options.GetProperty("challenge").GetString(),
                    origin = Origin,
                    crossOrigin = false,
                }
            )
        );

    private string Credential(object response) =>
        JsonSerializer.Serialize(
            new
            {
                id = Id,
                rawId = Id,
                type = "public-key",
                clientExtensionResults = new { },
                authenticatorAttachment = "platform",
                response,
            }
        );
}
