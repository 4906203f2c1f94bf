using Niaga.Platform.Tenants;

namespace Niaga.Platform.People;

/// <summary>Names of people whom a module's own rows mention: who sold, who counted.</summary>
public sealed class PersonNames
{
    private readonly PersonSummaries summaries;

    internal PersonNames(PersonSummaries summaries) => this.summaries = summaries;

    /// <summary>How a person calls themselves now.</summary>
    public async Task<string> Of(PersonId person, CancellationToken cancel) => (await summaries.Find(person, cancel)).Name;
}
