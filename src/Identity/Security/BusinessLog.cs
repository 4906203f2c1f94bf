using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Identity.Security;

/// <summary>The whole audit log of a business, as the address of its page asks for it.</summary>
internal sealed class BusinessLog(AuditLog log, ModuleCatalog modules, LogFilters filters)
{
    /// <param name="What">An audited event, or the key of the module whose events are meant; all when empty.</param>
    /// <param name="PersonId">Who did it, or whom it is about.</param>
    /// <param name="From">First day, such as 2026-11-23, in Asia/Kuala_Lumpur.</param>
    /// <param name="To">Last day, included.</param>
    /// <param name="Q">Words looked for.</param>
    public sealed record Question(string? What, Guid? PersonId, string? From, string? To, string? Q);

    /// <summary>A part of the log: the newest that match, and where the older ones begin.</summary>
    public sealed record Part(AuditLog.Top Top, Guid? Next);

    /// <summary>Every module's events, for choosing one.</summary>
    public IEnumerable<(string Module, IReadOnlyList<string> Events)> Events =>
        modules.Manifests.Where(m => m.AuditedEvents.Count > 0).Select(m => (m.Key, m.AuditedEvents));

    /// <summary>What the question means, or which part of it cannot be read.</summary>
    public Task<Outcome<AuditFilter>> Read(TenantId tenant, Question question, Language language, CancellationToken cancel)
    {
        string[]? actions = null;
        if (!string.IsNullOrEmpty(question.What))
        {
            actions =
            [
                .. Events.SelectMany(m => m.Module == question.What ? m.Events : m.Events.Where(e => e == question.What)).Distinct(),
            ];
            if (actions.Length == 0)
                return Task.FromResult<Outcome<AuditFilter>>(PlatformErrors.Invalid("What"));
        }
        return filters.Read(
            tenant,
            actions,
            Events.SelectMany(m => m.Events),
            new(question.PersonId, question.From, question.To, question.Q),
            language,
            cancel
        );
    }

    /// <summary>A part for the page.</summary>
    public async Task<Part> Look(TenantId tenant, AuditFilter filter, int most, CancellationToken cancel)
    {
        var top = await log.Look(tenant, filter, most + 1, cancel);
        return top.Entries.Count > most
            ? new(top with { Entries = [.. top.Entries.Take(most)] }, top.Entries[most - 1].Id)
            : new(top, null);
    }

    public Task<AuditLog.Page> Newest(TenantId tenant, AuditFilter filter, int most, CancellationToken cancel) =>
        log.Newest(tenant, filter, most, cancel);

    public Task<int> Count(TenantId tenant, AuditFilter filter, CancellationToken cancel) => log.Count(tenant, filter, cancel);
}
