using Niaga.Platform.Refusals;

namespace Niaga.Platform.Files;

/// <summary>Looks for viruses in what somebody sent, before anything of it is kept and outside any transaction.</summary>
public interface IVirusScanner
{
    /// <param name="content">The file as it came.</param>
    /// <param name="field">The input's field it came in.</param>
    /// <param name="cancel">Ends the scan.</param>
    /// <returns>Null when it is clean; else why it is not taken: infected, or nobody could tell.</returns>
    Task<Refusal?> Refuse(ReadOnlyMemory<byte> content, string field, CancellationToken cancel);
}

/// <summary>Where the deployment has no scanner.</summary>
internal sealed class NoVirusScanner : IVirusScanner
{
    public Task<Refusal?> Refuse(ReadOnlyMemory<byte> content, string field, CancellationToken cancel) => Task.FromResult<Refusal?>(null);
}
