using Niaga.Platform.Files;
using Niaga.Platform.Refusals;

namespace Niaga.Notes;

/// <summary>Takes in a file from outside: bounded, told by its bytes, scanned. Before any transaction, for that takes time.</summary>
internal sealed class FileReader(IVirusScanner scanner)
{
    /// <param name="name">As its sender calls it.</param>
    /// <param name="content">What came; never read beyond the limit.</param>
    /// <param name="length">Its length where the sender said so.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<Outcome<FileContent>> Read(string? name, Stream content, long? length, CancellationToken cancel)
    {
        if (length > FileContent.MostBytes)
            return NotesErrors.FileTooLarge(FileContent.MostMegabytes);

        using var kept = new MemoryStream();
        var part = new byte[64 * 1024];
        for (int read; kept.Length <= FileContent.MostBytes && (read = await content.ReadAsync(part, cancel)) > 0; )
            kept.Write(part, 0, read);
        if (!FileContent.Read(name, kept.ToArray()).Succeeded(out var file, out var refusal))
            return refusal;

        return await scanner.Refuse(file.Bytes, NotesErrors.FileField, cancel) is { } found ? found : file;
    }
}
