namespace Niaga.Platform.Callers;

/// <summary>What a request may show of people, and why.</summary>
/// <param name="Purpose">Why.</param>
/// <param name="Subjects">Kinds of records; none for any.</param>
/// <param name="Route">Where, as a template without ids.</param>
internal sealed record DisclosureScope(string Purpose, IReadOnlyList<string> Subjects, string Route)
{
    public bool Covers(string subject) => Subjects.Count == 0 || Subjects.Contains(subject);
}
