using System.Globalization;
using System.Text.Json;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Identity.Security;

/// <summary>The security events of a business: which entries of its audit log an address asks for, in the words of the address.</summary>
internal sealed class SecurityLog(AuditLog log, ModuleCatalog modules, TextCatalog texts, SecurityOverview overview)
{
    /// <summary>What an address calls each kind.</summary>
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
        if (!TryDay(question.From, out var from))
            return PlatformErrors.Invalid("From");
        if (!TryDay(question.To, out var to))
            return PlatformErrors.Invalid("To");
        if (question.Q is { Length: > 100 })
            return PlatformErrors.TooLong("Q", 100);

        return new AuditFilter
        {
            Actions = [.. modules.SecurityEvents.Where(e => kind is null || e.Value == kind).Select(e => e.Key)],
            Person = question.PersonId is { } person ? new(person) : null,
            From = from is { } first ? MalaysianTime.Start(first) : null,
            Until = to is { } last ? MalaysianTime.Start(last.AddDays(1)) : null,
            Search = string.IsNullOrWhiteSpace(question.Q) ? null : await Meant(tenant, question.Q.Trim(), language, cancel),
        };
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

    /// <summary>The words may name an event as the reader reads it, or a member; else they stand in an address or in the facts.</summary>
    private async Task<AuditFilter.Words> Meant(TenantId tenant, string words, Language language, CancellationToken cancel)
    {
        var members = (await overview.Read(tenant, new HashSet<string>(), cancel)).Members;
        return new(
            words,
            [
                .. modules.SecurityEvents.Keys.Where(e =>
                    texts.Get(language, "audit." + e).Contains(words, StringComparison.CurrentCultureIgnoreCase)
                ),
            ],
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
