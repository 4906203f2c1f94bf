using System.Text.Json;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Identity.Security;

/// <summary>
/// The security events of a business: which entries of its audit log a URL asks for, and the words a URL has for their kinds.
/// </summary>
internal sealed class SecurityLog(AuditLog log, ModuleCatalog modules, LogFilters filters)
{
    /// <summary>What a URL calls each kind.</summary>
    public static readonly IReadOnlyList<(string Word, SecurityEventType Kind)> Kinds =
    [
        ("sign-ins", SecurityEventType.SignIn),
        ("failures", SecurityEventType.Failure),
        ("credentials", SecurityEventType.Credential),
        ("members", SecurityEventType.Member),
        ("keys", SecurityEventType.Key),
        ("sso", SecurityEventType.SingleSignOn),
        ("exports", SecurityEventType.Export),
        ("other", SecurityEventType.Other),
    ];

    /// <param name="Kind">One of <see cref="Kinds"/>.</param>
    /// <param name="PersonId">Who did it, or whom it is about.</param>
    /// <param name="From">First day, such as 2026-11-23, in Asia/Kuala_Lumpur.</param>
    /// <param name="To">Last day, included.</param>
    /// <param name="Q">Words looked for.</param>
    public sealed record Question(string? Kind, Guid? PersonId, string? From, string? To, string? Q);

    /// <summary>Kinds of which this deployment knows any event.</summary>
    public IEnumerable<(string Word, SecurityEventType Kind)> KindsInUse =>
        Kinds.Where(k => modules.SecurityEvents.Values.Contains(k.Kind));

    public static string WordOf(SecurityEventType kind) => Kinds.First(k => k.Kind == kind).Word;

    public SecurityEventType KindOf(string action) => modules.SecurityEvents.GetValueOrDefault(action, SecurityEventType.Other);

    /// <summary>What the question means, or which part of it cannot be read.</summary>
    public async Task<Outcome<AuditFilter>> Read(TenantId tenant, Question question, Language language, CancellationToken cancel)
    {
        SecurityEventType? kind = null;
        if (!string.IsNullOrEmpty(question.Kind))
        {
            if (Kinds.FirstOrDefault(k => k.Word == question.Kind) is not { Word: not null } asked)
                return PlatformErrors.Invalid("Kind");

            kind = asked.Kind;
        }
        return await filters.Read(
            tenant,
            [.. modules.SecurityEvents.Where(e => kind is null || e.Value == kind).Select(e => e.Key)],
            modules.SecurityEvents.Keys,
            new(question.PersonId, question.From, question.To, question.Q),
            language,
            cancel
        );
    }

    public Task<AuditLog.Page> Read(TenantId tenant, AuditFilter filter, int page, int size, CancellationToken cancel) =>
        log.Read(tenant, filter, page, size, cancel);

    public Task<AuditLog.Page> Newest(TenantId tenant, AuditFilter filter, int most, CancellationToken cancel) =>
        log.Newest(tenant, filter, most, cancel);

    public Task<int> Count(TenantId tenant, AuditFilter filter, CancellationToken cancel) => log.Count(tenant, filter, cancel);

    /// <summary>The device an event tells of, or null.</summary>
    public static string? DeviceOf(AuditLog.Entry entry)
    {
        if (entry.After is null)
            return null;

        using var facts = JsonDocument.Parse(entry.After);
        return
            facts.RootElement.ValueKind == JsonValueKind.Object
            && facts.RootElement.TryGetProperty("device", out var device)
            && device.ValueKind == JsonValueKind.String
            ? device.GetString()
            : null;
    }
}
