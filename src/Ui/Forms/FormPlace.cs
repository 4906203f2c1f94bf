using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;

namespace Niaga.Ui;

/// <summary>
/// At which place of the business a form's page stood when it was shown. This device may have chosen another since, in another tab: what
/// is sent is done where its own page said.
/// </summary>
public static class FormPlace
{
    /// <summary>Name of the hidden field.</summary>
    public const string Field = "_at";

    /// <summary>The place, empty where none is chosen; null where nobody of a business is there to send a form.</summary>
    internal static string? Of(HttpContext? http) =>
        http?.RequestServices.GetRequiredService<Caller>() is { Tenant: not null, Person: not null } caller
            ? caller.WorksAt?.ToString("D") ?? ""
            : null;
}
