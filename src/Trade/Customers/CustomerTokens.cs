using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Trade.Customers;

/// <summary>
/// What a customer is found by: the starts of the words of their name, their phones whole and by the last four digits, their addresses of
/// e-mail and numbers whole. The one place that makes the tokens of these, for what is written and for what is looked for.
/// </summary>
internal static class CustomerTokens
{
    /// <summary>So many words are looked for.</summary>
    public const int MostTyped = 8;

    /// <summary>So many values a search opens: to compare and sort who is found, and of whom it shows.</summary>
    public const int MostOpened = 200;

    private const int FewestDigits = 3;
    private const int LastDigits = 4;
    private const char Phone = '#';
    private const char Email = '@';
    private const char Number = '=';

    /// <summary>What somebody looks for: every group must be found, by any of its tokens.</summary>
    internal sealed record Sought(string Typed, long[][] Groups)
    {
        public static readonly Sought Nobody = new("", []);

        /// <summary>Whether anything was typed.</summary>
        public bool IsAsked => Typed.Length > 0;

        /// <summary>Something was typed that nobody can be found by: digits that are no number.</summary>
        public bool FindsNobody => IsAsked && Groups.Length == 0;

        /// <summary>The tokens one after the other, with the group of each.</summary>
        public (long[] Tokens, int[] Groups) Flat =>
            ([.. Groups.SelectMany(g => g)], [.. Groups.SelectMany((g, i) => Enumerable.Repeat(i, g.Length))]);

        /// <summary>Whether somebody of this name was meant; digits and addresses were compared by their tokens, whole.</summary>
        public bool Fits(string name) =>
            Digits(Typed) is not null
            || Typed.Contains(Email, StringComparison.Ordinal)
            || OneNumber(Typed)
            || NameTokens.Fits(name, Typed);
    }

    /// <summary>What is typed into a search.</summary>
    public static async ValueTask<Sought> Of(TenantSession session, string? typed, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return Sought.Nobody;
        var cipher = await session.Cipher(cancel);
        var text = typed.Trim();
        return new(text, [.. Parts(text).Take(MostTyped).Select(group => group.SelectMany(p => Any(cipher, p)).ToArray())]);
    }

    /// <summary>The digits of what can only be a phone number, its end, a MyKad or a company's number; null for anything else.</summary>
    public static string? Digits(string typed)
    {
        if (typed.Any(c => !char.IsAsciiDigit(c) && c is not ('+' or '-' or ' ' or '(' or ')' or '.' or '\u00a0')))
            return null;

        var digits = string.Concat(typed.Where(char.IsAsciiDigit));
        return digits.Length >= FewestDigits ? digits : null;
    }

    /// <summary>The tokens of a customer.</summary>
    public static long[] Of(
        TenantCipher cipher,
        string name,
        IEnumerable<(string Kind, string Value)> contacts,
        params string?[] numbers
    ) =>
        [
            .. NameTokens
                .Written(name)
                .Concat(contacts.SelectMany(c => c.Kind == CustomerContact.Phone ? OfPhone(c.Value) : [Email + c.Value.ToLowerInvariant()]))
                .Concat(numbers.OfType<string>().Select(n => Number + n.ToLowerInvariant()))
                .Distinct()
                .Select(part => BlindIndex.Part(cipher, CustomerColumns.Token, part)),
        ];

    /// <summary>The tokens of names alone: who shares most of them may be the same.</summary>
    public static long[] OfNames(TenantCipher cipher, IEnumerable<string> words) =>
        [.. words.SelectMany(NameTokens.Typed).Distinct().SelectMany(p => Any(cipher, p))];

    /// <summary>The tokens of a phone, an address of e-mail or a number, whole.</summary>
    public static long[] Whole(TenantCipher cipher, string typed) =>
        Digits(typed) is null && !typed.Contains(Email, StringComparison.Ordinal) && !OneNumber(typed)
            ? []
            : [.. Parts(typed)[0].Where(p => p[0] is Phone or Email or Number).SelectMany(p => Any(cipher, p))];

    /// <summary>The tokens of a customer are these from now on; within a use case's transaction.</summary>
    public static async Task Write(TenantSession session, Guid customer, long[] tokens, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(session.Connection)
        {
            BatchCommands =
            {
                Command("DELETE FROM trade.customer_tokens WHERE tenant_id = $1 AND customer_id = $2 AND token <> ALL ($3)"),
                Command(
                    """
                    INSERT INTO trade.customer_tokens (tenant_id, customer_id, token) SELECT $1, $2, t FROM unnest($3) AS t
                    ON CONFLICT DO NOTHING
                    """
                ),
            },
        };
        await batch.ExecuteNonQueryAsync(cancel);

        NpgsqlBatchCommand Command(string sql) =>
            new(sql)
            {
                Parameters =
                {
                    new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value },
                    new NpgsqlParameter<Guid> { TypedValue = customer },
                    new NpgsqlParameter<long[]> { TypedValue = tokens },
                },
            };
    }

    /// <summary>The tokens of many customers, of what is written of them now; within a transaction.</summary>
    public static async Task WriteAnew(TenantSession session, Disclosure work, Guid[] customers, CancellationToken cancel)
    {
        if (customers.Length == 0)
            return;

        var written = await session.Rows(
            $"""
            SELECT c.customer_id, c.name, c.tin, c.registration, x.kind, x.value, x.contact_id, c.identity FROM trade.customers c
            LEFT JOIN trade.customer_contacts x ON x.tenant_id = {session.Tenant.Value} AND x.customer_id = c.customer_id
            WHERE c.tenant_id = {session.Tenant.Value} AND c.customer_id = ANY ({customers})
            """,
            row =>
                (
                    Id: row.GetGuid(0),
                    Name: row.Personal(1, CustomerColumns.Name, row.GetGuid(0)),
                    Tin: row.Personal(2, CustomerColumns.Tin, row.GetGuid(0)),
                    Number: row.Personal(3, CustomerColumns.Registration, row.GetGuid(0)),
                    Identity: row.Personal(7, CustomerColumns.Identity, row.GetGuid(0)),
                    Kind: row.IsDBNull(4) ? null : row.GetString(4),
                    Value: row.IsDBNull(6) ? null : row.Personal(5, CustomerColumns.Value, row.GetGuid(6))
                ),
            cancel
        );
        var cipher = await session.Cipher(cancel);
        var tokens = written
            .GroupBy(w => w.Id)
            .SelectMany(of =>
            {
                var one = of.First();
                return Of(
                        cipher,
                        work.Text(one.Name, of.Key) ?? "",
                        of.Where(w => w.Kind is not null).Select(w => (w.Kind!, work.Text(w.Value, of.Key)!)),
                        work.Text(one.Tin, of.Key),
                        IdentityNumber.OfStored(work.Text(one.Identity, of.Key))?.Reveal(),
                        work.Text(one.Number, of.Key)
                    )
                    .Select(token => (of.Key, Token: token));
            })
            // As the key has them: the index is written place by place, not at random.
            .OrderBy(t => t.Token)
            .ToArray();
        await session.Execute(
            $"DELETE FROM trade.customer_tokens WHERE tenant_id = {session.Tenant.Value} AND customer_id = ANY ({customers})",
            cancel
        );
        await session.Execute(
            $"""
            INSERT INTO trade.customer_tokens (tenant_id, customer_id, token)
            SELECT {session.Tenant.Value}, t.id, t.token
            FROM unnest({tokens.Select(t => t.Key).ToArray()}, {tokens.Select(t => t.Token).ToArray()}) AS t (id, token)
            """,
            cancel
        );
    }

    private static IReadOnlyList<string[]> Parts(string typed)
    {
        if (Digits(typed) is { } digits)
            return
            [
                [Phone + digits, Number + digits],
            ];
        if (typed.Contains(Email, StringComparison.Ordinal))
            return
            [
                [Email + typed.ToLowerInvariant()],
            ];
        if (OneNumber(typed))
            return
            [
                [Number + typed.ToLowerInvariant(), .. NameTokens.Typed(typed).Take(1)],
            ];
        return [.. NameTokens.Typed(typed).Select(p => new[] { p })];
    }

    /// <summary>A TIN or a passport, as far as its looks go: letters and digits in one.</summary>
    private static bool OneNumber(string typed) => typed.All(char.IsAsciiLetterOrDigit) && typed.Any(char.IsAsciiDigit);

    private static long[] Any(TenantCipher cipher, string part) => BlindIndex.AnyPart(cipher, CustomerColumns.Token, part);

    /// <summary>+60123456789 is typed as 0123456789, 60123456789 or 123456789, and told by its last four digits.</summary>
    private static IEnumerable<string> OfPhone(string e164)
    {
        var digits = string.Concat(e164.Where(char.IsAsciiDigit));
        yield return Phone + digits;
        if (digits.StartsWith("60", StringComparison.Ordinal))
        {
            yield return Phone + digits[1..];
            yield return Phone + digits[2..];
        }
        yield return Phone + digits[^Math.Min(LastDigits, digits.Length)..];
    }
}
