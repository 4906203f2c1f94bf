using System.Globalization;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Identity.Security;

/// <summary>What the address of a log asks for: who, when, which words.</summary>
internal sealed class LogFilters(TextCatalog texts, SecurityOverview overview)
{
    private const int LongestSearch = 100;

    /// <param name="PersonId">Who did it, or whom it is about.</param>
    /// <param name="From">First day, such as 2026-11-23, in Asia/Kuala_Lumpur.</param>
    /// <param name="To">Last day, included.</param>
    /// <param name="Q">Words looked for.</param>
    public sealed record Question(Guid? PersonId, string? From, string? To, string? Q);

    /// <summary>What the question means, or which part of it cannot be read.</summary>
    /// <param name="tenant">Whose log.</param>
    /// <param name="actions">The events it may be about; null for all.</param>
    /// <param name="known">Events whose names the words may mean.</param>
    /// <param name="question">As the address says it.</param>
    /// <param name="language">The reader's.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<Outcome<AuditFilter>> Read(
        TenantId tenant,
        IReadOnlyCollection<string>? actions,
        IEnumerable<string> known,
        Question question,
        Language language,
        CancellationToken cancel
    )
    {
        if (!TryDay(question.From, out var from))
            return PlatformErrors.Invalid("From");
        if (!TryDay(question.To, out var to))
            return PlatformErrors.Invalid("To");
        if (question.Q is { Length: > LongestSearch })
            return PlatformErrors.TooLong("Q", LongestSearch);

        return new AuditFilter
        {
            Actions = actions,
            Person = question.PersonId is { } person ? new(person) : null,
            From = from is { } first ? MalaysianTime.Start(first) : null,
            Until = to is { } last ? MalaysianTime.Start(last.AddDays(1)) : null,
            Search = string.IsNullOrWhiteSpace(question.Q) ? null : await Meant(tenant, known, question.Q.Trim(), language, cancel),
        };
    }

    /// <summary>The words may name an event as the reader reads it, or a member; else they stand in an address or in the facts.</summary>
    private async Task<AuditFilter.Words> Meant(
        TenantId tenant,
        IEnumerable<string> known,
        string words,
        Language language,
        CancellationToken cancel
    )
    {
        var members = (await overview.Read(tenant, new HashSet<string>(), cancel)).Members;
        return new(
            words,
            [.. known.Where(e => texts.Get(language, "audit." + e).Contains(words, StringComparison.CurrentCultureIgnoreCase))],
            [.. members.Where(m => m.Name.Contains(words, StringComparison.CurrentCultureIgnoreCase)).Select(m => m.Id)]
        );
    }

    private static bool TryDay(string? text, out DateOnly? day)
    {
        day = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (
            !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)
            || read.Year is < 2000 or > 9000
        )
            return false;

        day = read;
        return true;
    }
}
