using System.Text.Json;
using Niaga.Platform.Texts;

namespace Niaga.Retail.Sales;

/// <summary>What the till's script says by itself, and the keys it answers to.</summary>
internal static class TillWords
{
    private static readonly string[] Spoken =
    [
        "items",
        "not_found",
        "scan_failed",
        "removed",
        "cleared",
        "clear_what",
        "cart_full",
        "added",
        "not_recorded_title",
        "put_right",
        "refused_sale",
        "tendered",
        "amount",
        "confirm",
        "exact_again",
        "choose_method",
        "short",
        "much",
        "take_part",
        "take_much",
        "busy",
        "done_postponed",
        "done_waits",
        "done_signed_out",
        "others_waiting",
        "others_nameless",
        "price_updated",
        "price_was",
        "network",
        "signed_out",
        "approved",
        "quantity_bad",
        "amount_bad",
        "still_due",
        "too_much",
        "no_products",
        "none_left",
        "copied",
        "left",
        "part_removed",
        "change_word",
        "customer",
        "customer_none",
        "customer_add",
        "customer_choose",
        "customer_save",
    ];

    /// <summary>Keys with the text of what they do.</summary>
    public static readonly IReadOnlyList<(string Key, string Act)> Keys =
    [
        ("F2", "retail.till.key.search"),
        ("Enter", "retail.till.key.add"),
        ("3*", "retail.till.key.times"),
        ("↑ ↓", "retail.till.key.line"),
        ("+ −", "retail.till.key.quantity"),
        ("*", "retail.till.key.type"),
        ("Delete", "retail.till.key.remove"),
        ("Ctrl Z", "retail.till.key.undo"),
        ("F4", "retail.till.key.clear"),
        ("F9", "retail.till.key.pay"),
        ("F10", "retail.till.key.customer"),
        ("F6 F7 F8", "retail.till.key.methods"),
        ("Q W E R T", "retail.till.key.notes"),
        ("P R L", "retail.till.key.receipt"),
        ("V F", "retail.till.key.put_right"),
        ("F3", "retail.till.key.receipts"),
    ];

    public static string Json(Words words) =>
        JsonSerializer.Serialize(
            Spoken
                .ToDictionary(s => s, s => words["retail.till." + s])
                .Concat(PaymentMethods.All.Select(m => KeyValuePair.Create("payment." + m, words["retail.payment." + m])))
                .ToDictionary()
        );
}
