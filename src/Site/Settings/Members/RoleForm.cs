using Microsoft.AspNetCore.Http;

namespace Niaga.Site.Settings.Members;

/// <summary>The ticks of a role as they were posted: one field, as often as something is ticked.</summary>
internal static class RoleForm
{
    public static IReadOnlyCollection<string> Ticked(HttpContext http) =>
        [.. http.Request.Form["Form.Permissions"].OfType<string>().Where(p => p.Length is > 0 and <= 200).Distinct().Take(1000)];
}
