using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Niaga.Fields;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Site.Settings;

/// <summary>
/// Facts of a log as their reader would say them: names of permissions and roles, yes and no, amounts, their own time. A fact's text is
/// <c>fact.{name}</c>, a value's <c>fact.{name}.{value}</c>, in the texts of whichever module records it.
/// </summary>
internal sealed partial class FactWords(
    Words words,
    TextCatalog texts,
    ModuleCatalog modules,
    ReadableFacts readable,
    BusinessFields fields
)
{
    private const string Quiet = "–";

    private readonly IReadOnlySet<string> money = modules.MoneyFacts;

    private IReadOnlyDictionary<string, FieldSet> own = new Dictionary<string, FieldSet>();

    /// <summary>Texts that stand elsewhere already, by the facts whose values they name.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["role"] = "role.",
        ["defaultRole"] = "role.",
        ["secondFactorRoles"] = "role.",
        ["permissions"] = "permission.",
        ["scope"] = "permission.",
        ["industry"] = "industry.",
        ["what"] = "audit.",
        ["purpose"] = "purpose.",
        ["taxCode"] = "tax.",
    };

    /// <summary>Without ids, which name nothing to a reader, and without what this reader may not see.</summary>
    public IReadOnlyList<FactChanges.Change> ForReading(IEnumerable<FactChanges.Change> changes) =>
        [.. changes.Where(c => readable.Includes(c.Fact) && !Guid.TryParse(c.After ?? c.Before, out _))];

    /// <summary>From here on the business's own fields are told by their names.</summary>
    public async Task LearnFields(CancellationToken cancel) => own = await fields.OfAll(cancel);

    /// <summary>What a fact of a record is called; one that nobody named is told without its key.</summary>
    public string Name(string subject, string fact) => OfField(subject, fact)?.Label ?? Name(fact);

    /// <summary>A recorded value: text, number, list or object, never as JSON.</summary>
    public string Value(string subject, string fact, string recorded) =>
        OfField(subject, fact) is { } field ? field.Value(recorded) : Value(fact, recorded);

    private (string Label, Func<string?, string> Value)? OfField(string subject, string fact) =>
        own.GetValueOrDefault(subject)?.OfFact(fact, words);

    private string Name(string fact) => words[TextOf(fact) ?? "fact.other"];

    private string Value(string fact, string recorded)
    {
        if (recorded is ['[' or '{', ..])
        {
            try
            {
                using var document = JsonDocument.Parse(recorded);
                return Value(fact, document.RootElement);
            }
            catch (JsonException)
            {
                // Somebody's own words that begin like it.
            }
        }
        return One(fact, recorded);
    }

    /// <summary>Facts in one line, for a file: "Price: RM2.50; Name: Teh tarik".</summary>
    public string Line(string subject, string? recorded) =>
        string.Join(
            "; ",
            ForReading(FactChanges.Between(null, recorded)).Select(c => $"{Name(subject, c.Fact)}: {Value(subject, c.Fact, c.After!)}")
        );

    private string? TextOf(string key) => new[] { "fact." + key, "site.fact." + key }.FirstOrDefault(texts.Has);

    private string Value(string fact, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => List(fact, [.. value.EnumerateArray()]),
            JsonValueKind.Object => string.Join(
                ", ",
                value
                    .EnumerateObject()
                    .Where(p =>
                        readable.Includes(p.Name)
                        && p.Value.ValueKind is not JsonValueKind.Null
                        && !Guid.TryParse(p.Value.ToString(), out _)
                    )
                    .Select(p => $"{Name(p.Name)}: {Value(p.Name, p.Value)}")
            ),
            JsonValueKind.Null => Quiet,
            JsonValueKind.String => One(fact, value.GetString()!),
            _ => One(fact, value.GetRawText()),
        };

    private string List(string fact, JsonElement[] items) =>
        items.Length == 0 ? Quiet
        // Ids name nothing to a reader: how many there are does.
        : items.All(i => i.ValueKind is JsonValueKind.String && i.TryGetGuid(out _)) ? words["fact.records", items.Length]
        : string.Join(items[0].ValueKind is JsonValueKind.Object ? "; " : ", ", items.Select(i => Value(fact, i)));

    private string One(string fact, string value)
    {
        if (value is "true" or "false")
            return words[value == "true" ? "platform.members.yes" : "platform.members.no"];
        if (TextOf($"{fact}.{value}") is { } known)
            return words[known];
        if (Elsewhere.TryGetValue(fact, out var prefix) && texts.Has(prefix + value))
            return words[prefix + value];
        if (fact == "reason" && texts.Has("sso.fault." + TenantDb.Snake(value)))
            return words["sso.fault." + TenantDb.Snake(value)];
        if (fact == "state" && MalaysianState.TryParse(value, out var state))
            return state.Name;
        // Where something was shown is kept as a template: what stands for an id says nothing.
        if (fact == "route")
            return Placeholder().Replace(value, "…");
        if (fact == "phone" && PhoneNumber.TryParse(value, out var phone))
            return phone.ToString();
        if (money.Contains(fact) && decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount))
            return (amount < 0 ? "-RM" : "RM") + Math.Abs(amount).ToString("#,##0.00", CultureInfo.InvariantCulture);
        if (value is [_, _, _, _, '-', _, _, '-', _, _, 'T', ..] && Time(value) is { } time)
            return MalaysianTime.Show(time, words.Language);

        return
            value.Length < 10
            && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && Counts(fact)
            ? number.ToString("N0", CultureInfo.GetCultureInfo(words.Language.Culture))
            : value;
    }

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();

    /// <summary>Digits that count something; those of a code or a receipt stand as they are.</summary>
    private static bool Counts(string fact) =>
        fact is "rows" or "rowsTotal" or "created" or "updated" or "failed" or "count" or "lines" or "products" or "sales" or "tries";

    private static DateTimeOffset? Time(string value) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) ? time : null;
}
