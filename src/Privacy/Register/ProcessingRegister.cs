using Microsoft.Extensions.Options;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Keeping;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;

namespace Niaga.Privacy.Register;

/// <summary>
/// Which personal data the business keeps, why and how long, drawn from what its modules declare; and what its owner added.
/// </summary>
internal sealed class ProcessingRegister(
    TenantSession session,
    ModuleCatalog modules,
    RetentionPeriods periods,
    DisclosureLog disclosures,
    Caller caller,
    Words words,
    TextCatalog texts,
    IOptions<ResidencySettings> residency
)
{
    private static readonly PersonalColumn Name = new("privacy.officers", "name");

    private static readonly PersonalColumn Contact = new("privacy.officers", "contact");

    /// <param name="Table">Schema and name.</param>
    /// <param name="Records">In words.</param>
    /// <param name="Data">Its personal columns, in words.</param>
    /// <param name="Purpose">Why it is kept.</param>
    /// <param name="Receives">Who gets it.</param>
    /// <param name="Kept">How long, and by which law.</param>
    /// <param name="Sealed">Whether it lies encrypted.</param>
    internal sealed record Line(string Table, string Records, string Data, string Purpose, string Receives, string Kept, bool Sealed);

    internal sealed record Person(string Name, string Contact, DateOnly AppointedOn);

    internal sealed record Transfer(Guid Id, string Country, string Recipient, string Ground, string Safeguard, DateTimeOffset? EndedAt);

    internal ResidencySettings Residency => residency.Value;

    public async Task<IReadOnlyList<Line>> Lines(CancellationToken cancel)
    {
        var chosen = await periods.Read(cancel);
        return
        [
            .. modules
                .Manifests.Where(m => m.Entitlement is null || caller.Entitlements.Contains(m.Entitlement.Key))
                .SelectMany(m => m.Tables.Where(t => t.Personal.Count > 0).Select(t => Of(m, t, chosen))),
        ];
    }

    /// <returns>Null where nobody was named.</returns>
    public async Task<Person?> Officer(CancellationToken cancel)
    {
        var found = await session.Rows(
            $"""
            SELECT officer_id, name, contact, appointed_on FROM privacy.officers
            WHERE tenant_id = {session.Tenant.Value} ORDER BY created_at DESC LIMIT 1
            """,
            row =>
                (
                    Id: row.GetGuid(0),
                    Name: row.Personal(1, Name, row.GetGuid(0)),
                    Contact: row.Personal(2, Contact, row.GetGuid(0)),
                    On: row.GetFieldValue<DateOnly>(3)
                ),
            cancel
        );
        if (found is not [var one])
            return null;

        var shown = await disclosures.Show("privacy.officer", [one.Id], ["name", "contact"], cancel);
        return new(shown.Text(one.Name, one.Id)!, shown.Text(one.Contact, one.Id)!, one.On);
    }

    /// <summary>Those that go on first.</summary>
    public Task<List<Transfer>> Transfers(CancellationToken cancel) =>
        session.Rows(
            $"""
            SELECT transfer_id, country, recipient, ground, safeguard, ended_at FROM privacy.transfers
            WHERE tenant_id = {session.Tenant.Value} ORDER BY ended_at DESC NULLS FIRST, created_at DESC LIMIT 200
            """,
            row => new Transfer(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5)
            ),
            cancel
        );

    private Line Of(Manifest module, Table table, IReadOnlyDictionary<RetentionClass, int> chosen)
    {
        var name = $"{module.Schema}.{table.Name}";
        return new(
            name,
            Said("personal." + name, "record." + name) ?? table.Name.Replace('_', ' '),
            string.Join(
                ", ",
                table.Personal.Select(c => Marked(Said($"personal.{name}.{c}") ?? c.Replace('_', ' '), table.Sensitive.Contains(c)))
            ),
            words["processing." + module.Schema],
            words[$"processing.{module.Schema}.receives"],
            Kept(table, chosen),
            table.PlainBecause is null
        );
    }

    private string Marked(string column, bool sensitive) => sensitive ? words["privacy.sensitive", column] : column;

    private string Kept(Table table, IReadOnlyDictionary<RetentionClass, int> chosen)
    {
        if (RetentionClass.Of(table.Retention) is not { } known)
            return words["privacy.register.hours"];

        var period = words[known.HasLaw ? "privacy.register.years" : "privacy.register.days", chosen[known]];
        return known.HasLaw
            ? $"{words["retention." + known.Key]}: {period} ({words[$"retention.{known.Key}.law"]})"
            : $"{words["retention." + known.Key]}: {period}";
    }

    private string? Said(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (texts.Has(key))
                return words[key];
        }
        return null;
    }
}
