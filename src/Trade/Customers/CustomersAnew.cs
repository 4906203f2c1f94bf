using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Archives;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

/// <summary>What customers are found by, made with the keys of the business they were loaded into.</summary>
internal static class CustomersAnew
{
    private const int AtOnce = 500;

    internal static readonly KeysAnew Numbers = new(
        "trade.customers",
        (cipher, row) =>
            new Dictionary<string, byte[]?>
            {
                ["tin_key"] =
                    Plain(row, "tin") is { } typed && Tin.TryParse(typed, out var tin) && !tin.IsGeneral
                        ? BlindIndex.Whole(cipher, CustomerColumns.TinKey, tin.Value)
                        : null,
                ["identity_key"] = IdentityNumber.OfStored(Plain(row, "identity")) is { } identity
                    ? BlindIndex.Whole(cipher, CustomerColumns.IdentityKey, identity.RevealStored())
                    : null,
            }
    );

    internal static readonly KeysAnew Contacts = new(
        "trade.customer_contacts",
        (cipher, row) =>
            new Dictionary<string, byte[]?>
            {
                ["value_key"] = Plain(row, "value") is { } value
                    ? BlindIndex.Whole(
                        cipher,
                        CustomerColumns.ValueKey,
                        CustomerDetails.Contact.Kept(row.GetProperty("kind").GetString()!, value).Key
                    )
                    // One that does not open is equal to no other.
                    : RandomNumberGenerator.GetBytes(16),
            }
    );

    internal static readonly TokensAnew Tokens = new(
        "trade.customer_tokens",
        async (scope, cancel) =>
        {
            var session = scope.GetRequiredService<TenantSession>();
            var work = await scope.GetRequiredService<DisclosureLog>().ForWork(cancel);
            var last = Guid.Empty;
            while (true)
            {
                Guid[] next =
                [
                    .. await session.Rows(
                        $"""
                        SELECT customer_id FROM trade.customers WHERE tenant_id = {session.Tenant.Value} AND customer_id > {last}
                        ORDER BY customer_id LIMIT {AtOnce}
                        """,
                        row => row.GetGuid(0),
                        cancel
                    ),
                ];
                if (next.Length == 0)
                    return;

                await CustomerTokens.WriteAnew(session, work, next, cancel);
                last = next[^1];
            }
        }
    );

    private static string? Plain(JsonElement row, string column) =>
        row.GetProperty(column) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
