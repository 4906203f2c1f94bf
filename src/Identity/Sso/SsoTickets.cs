using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Niaga.Identity.Sso;

/// <summary>
/// A word carried over an address: sealed, for one purpose, good for minutes. So that no link from elsewhere can begin what only a page of
/// ours may.
/// </summary>
internal sealed class SsoTickets(IDataProtectionProvider protection, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private sealed record Dated<T>(T What, DateTimeOffset Until);

    public string Seal<T>(T what) => Protector<T>().Protect(JsonSerializer.Serialize(new Dated<T>(what, clock.GetUtcNow() + Life)));

    /// <returns>Null when it is none of ours or too old.</returns>
    public T? Open<T>(string? ticket)
        where T : class
    {
        if (string.IsNullOrEmpty(ticket))
            return null;

        try
        {
            var found = JsonSerializer.Deserialize<Dated<T>>(Protector<T>().Unprotect(ticket));
            return found is not null && found.Until > clock.GetUtcNow() ? found.What : null;
        }
        catch (Exception e) when (e is CryptographicException or JsonException or FormatException)
        {
            return null;
        }
    }

    private IDataProtector Protector<T>() => protection.CreateProtector("Niaga.Sso.Ticket", typeof(T).Name);
}

/// <summary>Somebody who may set up single sign-on tries it.</summary>
internal sealed record TestTicket(Guid Tenant, Guid Person, Guid Session);

/// <summary>Somebody links a provider to their account.</summary>
internal sealed record LinkTicket(string Provider, Guid Person, Guid Session);

/// <summary>Somebody has signed out here and goes on to sign out at their provider.</summary>
internal sealed record LeaveTicket(Guid Tenant, Guid Session);
