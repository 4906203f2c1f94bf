using System.Text.Json;

namespace Niaga.Platform.Archives;

/// <summary>The last entry but one of an archive: what is in it, signed by the entry after it.</summary>
/// <param name="Format">1.</param>
/// <param name="MadeAt">When; all rows are of one moment a little later.</param>
/// <param name="Key">Which deployment signed: the beginning of the hash of its public key.</param>
/// <param name="PublicKey">
/// Its public key, PEM. It proves nothing by itself: compare <paramref name="Key"/> with what that deployment says.
/// </param>
/// <param name="Business">Whose archive.</param>
/// <param name="Schema">The last migration of each module.</param>
/// <param name="Tables">In the order in which they are loaded.</param>
/// <param name="Files">Entries under <c>files/</c>.</param>
/// <param name="LeftOut">Tables that are not in it, each with why.</param>
/// <param name="Unreadable">Personal values that did not open, written as they are stored.</param>
internal sealed record ArchiveManifest(
    int Format,
    DateTimeOffset MadeAt,
    string Key,
    string PublicKey,
    ArchivedBusiness Business,
    IReadOnlyDictionary<string, string> Schema,
    IReadOnlyList<TableInArchive> Tables,
    IReadOnlyList<FileInArchive> Files,
    IReadOnlyDictionary<string, string> LeftOut,
    long Unreadable
)
{
    public const int CurrentFormat = 1;

    public const string Entry = "manifest.json";

    public const string SignatureEntry = "manifest.sig";

    public const string ReadMeEntry = "README.txt";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string DataEntry(string table) => $"data/{table}.jsonl";

    public static string FileEntry(Guid id) => $"files/{id:N}";
}

/// <param name="Id">The tenant's id.</param>
/// <param name="Slug">Its address there.</param>
internal sealed record ArchivedBusiness(Guid Id, string Slug);

/// <param name="Name">Schema and name.</param>
/// <param name="Columns">What each line holds.</param>
/// <param name="Rows">How many lines.</param>
/// <param name="Bytes">Their length.</param>
/// <param name="Sha256">Of the entry, in hexadecimal.</param>
internal sealed record TableInArchive(string Name, IReadOnlyList<string> Columns, long Rows, long Bytes, string Sha256);

/// <param name="Id">As rows call it.</param>
/// <param name="Bytes">Its length; null where the bytes could not be read and there is no entry.</param>
/// <param name="Sha256">Of the entry, in hexadecimal; null as above.</param>
internal sealed record FileInArchive(Guid Id, long? Bytes, string? Sha256);
