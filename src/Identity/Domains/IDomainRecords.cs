namespace Niaga.Identity.Domains;

/// <summary>Asks the internet for the text records of a name. An outside edge.</summary>
public interface IDomainRecords
{
    /// <returns>The texts, none when there are none; null when nobody could be asked.</returns>
    Task<IReadOnlyList<string>?> Texts(string name, CancellationToken cancel);
}
