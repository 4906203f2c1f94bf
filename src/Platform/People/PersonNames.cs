using Niaga.Platform.Tenants;

namespace Niaga.Platform.People;

/// <summary>Names of people whom a module's own rows mention: who sold, who counted.</summary>
/// <param name="find">Where names are known.</param>
public sealed class PersonNames(Func<PersonId, CancellationToken, ValueTask<string>> find)
{
    /// <summary>How a person calls themselves now.</summary>
    public ValueTask<string> Of(PersonId person, CancellationToken cancel) => find(person, cancel);
}
