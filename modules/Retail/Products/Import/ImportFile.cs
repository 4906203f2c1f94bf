using Niaga.Platform.Texts;

namespace Niaga.Retail.Products.Import;

/// <summary>The file's bytes, and its errors in words.</summary>
internal static class ImportFile
{
    /// <summary>All of it; the request's own limit bounds how much that can be.</summary>
    public static async Task<byte[]> Bytes(Stream stream, CancellationToken cancel)
    {
        using var kept = new MemoryStream();
        await stream.CopyToAsync(kept, cancel);
        return kept.ToArray();
    }

    /// <summary>The sentence: what is wrong and what to do.</summary>
    public static string Say(this CellError error, Words words) => words["retail.import.error." + error.Code, error.Value, error.Detail];

    public static CellError ToCell(this ProductImportError error) => new(error.Line, error.Field, error.Code, error.Value, error.Detail);
}
