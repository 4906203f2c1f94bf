namespace Niaga.Imports;

/// <summary>A file as it arrives.</summary>
public static class ImportFile
{
    /// <summary>The file and the envelope of a form around it, in bytes: the request's limit of a page that takes one.</summary>
    public const long MostBody = (UploadImport.MostMegabytes + 1L) * 1024 * 1024;

    internal const string WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>All of it; the request's own limit bounds how much that can be.</summary>
    internal static async Task<byte[]> Bytes(Stream stream, CancellationToken cancel)
    {
        using var kept = new MemoryStream();
        await stream.CopyToAsync(kept, cancel);
        return kept.ToArray();
    }
}
