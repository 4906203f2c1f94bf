using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Niaga.Platform.Callers;
using Niaga.Platform.Tenants;

namespace Niaga.Retail.Sales.Reversals;

/// <summary>A form of money sent twice, by an impatient hand or a reloaded page, is done once: its own key goes with it.</summary>
internal static class FormIdempotency
{
    /// <summary>Takes the form's key as an API client's Idempotency-Key. After a refusal the form gets a new one.</summary>
    public static void Take(Caller caller, HttpContext http, string? key)
    {
        if (!Guid.TryParse(key, out var id))
            return;

        var said = string.Join(
            '\n',
            http.Request.Form.Where(f => !f.Key.StartsWith('_')).OrderBy(f => f.Key).Select(f => $"{f.Key}={f.Value}")
        );
        var fingerprint = SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.Person} {http.Request.Path}\n{said}"));
        caller.Idempotency = new($"form {id}", Convert.ToHexStringLower(fingerprint));
    }
}
