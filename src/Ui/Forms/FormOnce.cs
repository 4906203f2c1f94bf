using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;

namespace Niaga.Ui;

/// <summary>
/// A form sent twice, by an impatient hand, a reloaded page or because its answer was lost, is done once: its mark goes with it, as an
/// API client's <c>Idempotency-Key</c> does. The second gets the first one's answer; one with other values hears that the first was saved.
/// </summary>
public static class FormOnce
{
    internal const string Field = "_once";

    // Its own for every page that is shown, so that it tells nothing about what was sent.
    private const string Forgery = "__RequestVerificationToken";

    /// <summary>A mark for a form that is shown; null where nobody of a business is there to send it.</summary>
    internal static string? New(HttpContext? http) =>
        http?.RequestServices.GetRequiredService<Caller>() is { Tenant: not null, Person: not null } ? Guid.NewGuid().ToString("N") : null;

    /// <summary>Takes the mark of the form that was posted, where there is one and somebody of a business sent it.</summary>
    public static async Task Take(HttpContext http)
    {
        var caller = http.RequestServices.GetRequiredService<Caller>();
        if (caller is not { Tenant: not null, Person: not null } || !http.Request.HasFormContentType || !IsGenuine(http))
            return;

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (Guid.TryParseExact(form[Field], "N", out var mark))
            caller.Idempotency = new($"form {caller.Person} {mark:N}", Fingerprint(http, form), OfForm: true);
    }

    // What carries no token against forgery is refused without being read.
    private static bool IsGenuine(HttpContext http) => http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: true };

    private static string Fingerprint(HttpContext http, IFormCollection form)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, http.Request.Path + http.Request.QueryString);
        foreach (var (name, values) in form.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            if (name is Field or Forgery)
                continue;
            Append(hash, name);
            foreach (var value in values)
                Append(hash, value ?? "");
        }
        foreach (var file in form.Files)
            Append(hash, $"{file.Name} {file.FileName} {file.Length}");
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // With its length before it: two values next to each other are never taken for one.
    private static void Append(IncrementalHash hash, string text)
    {
        hash.AppendData(BitConverter.GetBytes(text.Length));
        hash.AppendData(Encoding.UTF8.GetBytes(text));
    }
}
