using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Trade.Customers;

/// <summary>
/// What a customer is found by, word by word: names, phones as people type them, addresses, numbers. The one place that makes these words,
/// for what is written and for what is looked for.
/// </summary>
internal static class CustomerWords
{
    public const int MostTyped = 8;
    private const int FewestDigits = 3;
    private const int LastDigits = 4;
    private const int Longest = 254;

    /// <summary>Parts of a Malaysian name that many share, and spellings of one name: they tell nobody from another.</summary>
    private static readonly HashSet<string> Common =
    [
        "bin",
        "binti",
        "bte",
        "a/l",
        "a/p",
        "al",
        "ap",
        "sdn",
        "bhd",
        "berhad",
        "enterprise",
        "trading",
        "kedai",
        "syarikat",
        "encik",
        "puan",
    ];

    private static readonly HashSet<string> Muhammads = ["muhammad", "mohammad", "muhamad", "mohamad", "mohamed", "mohd", "muhd", "md"];

    /// <summary>Every word of a customer.</summary>
    public static string[] Of(string name, IEnumerable<(string Kind, string Value)> contacts, string? tin, string? registration) =>
        [
            .. OfName(name)
                .Concat(contacts.SelectMany(c => c.Kind == CustomerContact.Phone ? OfPhone(c.Value) : [c.Value.ToLowerInvariant()]))
                .Concat(new[] { tin, registration }.OfType<string>().Select(n => n.ToLowerInvariant()))
                .Where(w => w.Length is > 0 and <= Longest)
                .Distinct(),
        ];

    /// <summary>What somebody types into a search, as the beginnings of words.</summary>
    public static string[] Typed(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return [];
        if (Digits(typed) is { } digits)
            return [digits];

        return
        [
            .. SearchKey
                .Of(typed)
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(Bare)
                .Where(w => w.Length > 0)
                .Distinct()
                .Take(MostTyped),
        ];
    }

    /// <summary>The digits of what can only be a phone number, or the beginning or the end of one; null for anything else.</summary>
    public static string? Digits(string typed)
    {
        if (typed.Any(c => !char.IsAsciiDigit(c) && c is not ('+' or '-' or ' ' or '(' or ')' or '.' or '\u00a0')))
            return null;

        var digits = string.Concat(typed.Where(char.IsAsciiDigit));
        return digits.Length >= FewestDigits ? digits : null;
    }

    /// <summary>Words that tell a name from others, one spelling for each.</summary>
    public static string[] Telling(string name)
    {
        var words = OfName(name).Select(w => Muhammads.Contains(w) ? "muhammad" : w).Distinct().ToArray();
        return words.Where(w => !Common.Contains(w)).ToArray() is { Length: > 0 } telling ? telling : words;
    }

    /// <summary>Spellings under which a telling word may stand.</summary>
    public static IEnumerable<string> Spellings(string word) => word == "muhammad" ? Muhammads : [word];

    /// <summary>The words of a customer are these from now on; within a use case's transaction.</summary>
    public static async Task Write(TenantSession session, Guid customer, string[] words, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(session.Connection)
        {
            BatchCommands =
            {
                Command("DELETE FROM trade.customer_words WHERE tenant_id = $1 AND customer_id = $2 AND word <> ALL ($3)"),
                Command(
                    """
                    INSERT INTO trade.customer_words (tenant_id, customer_id, word) SELECT $1, $2, w FROM unnest($3) AS w
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
                    new NpgsqlParameter<string[]> { TypedValue = words },
                },
            };
    }

    /// <summary>The words of many customers, of what is written of them now; within a transaction.</summary>
    public static async Task WriteAnew(TenantSession session, Guid[] customers, CancellationToken cancel)
    {
        if (customers.Length == 0)
            return;

        var written = await session.Rows(
            $"""
            SELECT c.customer_id, c.name, c.tin, c.registration, x.kind, x.value FROM trade.customers c
            LEFT JOIN trade.customer_contacts x ON x.tenant_id = {session.Tenant.Value} AND x.customer_id = c.customer_id
            WHERE c.tenant_id = {session.Tenant.Value} AND c.customer_id = ANY ({customers})
            """,
            row =>
                (
                    Id: row.GetGuid(0),
                    Name: row.GetString(1),
                    Tin: Text(row, 2),
                    Number: Text(row, 3),
                    Kind: Text(row, 4),
                    Value: Text(row, 5)
                ),
            cancel
        );
        var words = written
            .GroupBy(w => w.Id)
            .SelectMany(of =>
                Of(of.First().Name, of.Where(w => w.Kind is not null).Select(w => (w.Kind!, w.Value!)), of.First().Tin, of.First().Number)
                    .Select(word => (of.Key, Word: word))
            )
            .ToArray();
        await session.Execute(
            $"DELETE FROM trade.customer_words WHERE tenant_id = {session.Tenant.Value} AND customer_id = ANY ({customers})",
            cancel
        );
        await session.Execute(
            $"""
            INSERT INTO trade.customer_words (tenant_id, customer_id, word)
            SELECT {session.Tenant.Value}, w.id, w.word
            FROM unnest({words.Select(w => w.Key).ToArray()}, {words.Select(w => w.Word).ToArray()}) AS w (id, word)
            """,
            cancel
        );

        static string? Text(System.Data.Common.DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);
    }

    private static IEnumerable<string> OfName(string name) =>
        SearchKey.Of(name).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Bare).Where(w => w.Length > 0);

    /// <summary>+60123456789 is typed as 0123456789, 60123456789 or 123456789, and told by its last four digits.</summary>
    private static IEnumerable<string> OfPhone(string e164)
    {
        var digits = string.Concat(e164.Where(char.IsAsciiDigit));
        yield return digits;
        if (digits.StartsWith("60", StringComparison.Ordinal))
        {
            yield return digits[1..];
            yield return digits[2..];
        }
        yield return digits[^Math.Min(LastDigits, digits.Length)..];
    }

    /// <summary>Without the commas, brackets and signs around it.</summary>
    private static string Bare(string word)
    {
        var (from, to) = (0, word.Length);
        while (from < to && IsSign(word[from]))
            from++;
        while (to > from && IsSign(word[to - 1]))
            to--;
        return word[from..to];

        static bool IsSign(char c) => char.IsPunctuation(c) || char.IsSymbol(c);
    }
}
