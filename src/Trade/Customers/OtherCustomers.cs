using System.Text;
using System.Text.RegularExpressions;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Subjects;

namespace Niaga.Trade.Customers;

/// <summary>
/// Masks in texts about one customer what tells who another is: a name, a phone, an address of e-mail, a number. They are found by tokens,
/// and only those who share a word with a text are opened.
/// </summary>
internal sealed partial class OtherCustomers(TenantSession session, DisclosureLog disclosures)
{
    /// <param name="texts">What was written.</param>
    /// <param name="asker">Whose own name and numbers stay.</param>
    /// <param name="mask">Stands in place of what tells who somebody is.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<IReadOnlyList<string>> Mask(IReadOnlyList<string> texts, Subject asker, string mask, CancellationToken cancel)
    {
        if (texts.Count == 0)
            return texts;

        Guid[] own = asker.Kind == CustomerAudit.Subject ? [.. asker.Ids] : [];
        var cipher = await session.Cipher(cancel);
        NamesInText[] read = [.. texts.Select(t => new NamesInText(t))];
        var names = await Names([.. read.SelectMany(r => r.Words).Distinct()], own, cipher, cancel);
        var ours = NameTokens.Telling(asker.Name).ToHashSet();
        // Who is called by some of the asker's own words cannot be told from them.
        string[] others = [.. names.Where(n => !NameTokens.Telling(n).All(ours.Contains)).Distinct()];
        Match[][] numbers = [.. texts.Select(t => Numbers().Matches(t).Concat(Parts().Matches(t)).ToArray())];
        var known = await Known([.. numbers.SelectMany(n => n).Select(n => n.Value.Trim()).Distinct()], own, cipher, cancel);
        return
        [
            .. texts.Select(
                (text, i) =>
                    Masked(
                        text,
                        others
                            .SelectMany(read[i].Find)
                            .Concat(
                                numbers[i]
                                    .Where(n => known.Contains(n.Value.Trim()))
                                    .Select(n => (n.Index, n.Index + n.Value.TrimEnd().Length))
                            ),
                        mask
                    )
            ),
        ];
    }

    private async Task<List<string>> Names(string[] words, Guid[] own, TenantCipher cipher, CancellationToken cancel)
    {
        var (tenant, tokens) = (session.Tenant.Value, CustomerTokens.OfNames(cipher, words).Distinct().ToArray());
        var found = await session.Rows(
            $"""
            SELECT c.customer_id, c.name FROM trade.customers c
            WHERE c.tenant_id = {tenant} AND c.customer_id <> ALL ({own}) AND c.customer_id IN (
                SELECT t.customer_id FROM trade.customer_tokens t WHERE t.tenant_id = {tenant} AND t.token = ANY ({tokens})
            )
            ORDER BY c.customer_id
            """,
            row => (Id: row.GetGuid(0), Name: row.Personal(1, CustomerColumns.Name, row.GetGuid(0))),
            cancel
        );
        // They are compared, and shown to nobody.
        var work = await disclosures.ForWork(cancel);
        return [.. found.Select(f => work.Text(f.Name, f.Id)).OfType<string>()];
    }

    /// <summary>Those of these numbers and addresses that are others', and not the asker's too.</summary>
    private async Task<HashSet<string>> Known(string[] numbers, Guid[] own, TenantCipher cipher, CancellationToken cancel)
    {
        var tokens = numbers.SelectMany(n => CustomerTokens.Whole(cipher, n).Select(token => (Number: n, Token: token))).ToArray();
        if (tokens.Length == 0)
            return [];

        var tenant = session.Tenant.Value;
        var found = await session.Rows(
            $"""
            SELECT token, bool_or(customer_id = ANY ({own})) FROM trade.customer_tokens
            WHERE tenant_id = {tenant} AND token = ANY ({tokens.Select(t => t.Token).ToArray()}) GROUP BY token
            """,
            row => (Token: row.GetInt64(0), Own: row.GetBoolean(1)),
            cancel
        );
        var ours = found.Where(f => f.Own).Select(f => f.Token).ToHashSet();
        var theirs = found.Where(f => !f.Own).Select(f => f.Token).ToHashSet();
        return
        [
            .. tokens.GroupBy(t => t.Number, t => t.Token).Where(n => n.Any(theirs.Contains) && !n.Any(ours.Contains)).Select(n => n.Key),
        ];
    }

    private static string Masked(string text, IEnumerable<(int Start, int End)> places, string mask)
    {
        var (made, at) = (new StringBuilder(), 0);
        foreach (var (start, end) in places.OrderBy(p => p.Start).ThenByDescending(p => p.End))
        {
            if (start >= at)
                made.Append(text, at, start - at).Append(mask);
            at = Math.Max(at, end);
        }
        return at == 0 ? text : made.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>Addresses of e-mail, and numbers as people write them, with spaces and strokes.</summary>
    [GeneratedRegex(@"[\w.+-]+@[\w-]+(\.[\w-]+)+|\+?[0-9][0-9 ().-]{5,}[0-9]")]
    private static partial Regex Numbers();

    /// <summary>Numbers in one, of letters and digits, such as a TIN or a passport.</summary>
    [GeneratedRegex(@"\+?[A-Za-z0-9-]*[0-9][A-Za-z0-9-]{5,}")]
    private static partial Regex Parts();
}
