using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Niaga.Platform.OpenPgp;
using Niaga.Platform.Signing;

namespace Niaga.Platform.Tests.Archives;

/// <summary>Archives as somebody who knows the passphrase could make them.</summary>
internal sealed class ArchiveCraft
{
    public const string Passphrase = "empat kata rawak sahaja";

    private ArchiveCraft(List<(string Name, byte[] Content)> entries) => Entries = entries;

    public List<(string Name, byte[] Content)> Entries { get; }

    public static ArchiveCraft Open(byte[] archive)
    {
        using var clear = new MemoryStream();
        using (var stream = OpenPgpMessage.Decrypt(new MemoryStream(archive), Passphrase))
            stream.CopyTo(clear);
        using var zip = new ZipArchive(clear, ZipArchiveMode.Read);
        return new([.. zip.Entries.Select(e => (e.FullName, Bytes(e)))]);
    }

    public string this[string name] => Encoding.UTF8.GetString(Entries.Single(e => e.Name == name).Content);

    public ArchiveCraft Put(string name, string content)
    {
        Entries[Entries.FindIndex(e => e.Name == name)] = (name, Encoding.UTF8.GetBytes(content));
        return this;
    }

    /// <summary>A table's lines are these, and the manifest says so.</summary>
    public ArchiveCraft Rewrite(string table, Func<string, string> change)
    {
        var text = change(this[$"data/{table}.jsonl"]);
        Put($"data/{table}.jsonl", text);
        return Manifest(m =>
        {
            var one = m["tables"]!.AsArray().Single(t => t!["name"]!.GetValue<string>() == table)!;
            one["rows"] = text.Count(c => c == '\n');
            one["bytes"] = Encoding.UTF8.GetByteCount(text);
            one["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        });
    }

    public ArchiveCraft Manifest(Action<JsonNode> change)
    {
        var manifest = JsonNode.Parse(this["manifest.json"])!;
        change(manifest);
        return Put("manifest.json", manifest.ToJsonString());
    }

    /// <summary>The whole again, signed where a key is given.</summary>
    public byte[] Close(SigningKey? signing)
    {
        if (signing is not null && Entries.Any(e => e.Name == "manifest.json"))
            Put("manifest.sig", Convert.ToBase64String(signing.Sign(this["manifest.json"])));
        using var written = new MemoryStream();
        using (var encrypted = OpenPgpMessage.Encrypt(written, Passphrase, "x.zip", DateTimeOffset.UnixEpoch))
        using (var zip = new ZipArchive(encrypted, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in Entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }
        return written.ToArray();
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var content = new MemoryStream();
        using var stream = entry.Open();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
