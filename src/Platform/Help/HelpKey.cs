using System.Reflection;
using Microsoft.AspNetCore.Components;
using Niaga.Platform.Texts;

namespace Niaga.Platform.Help;

/// <summary>The one rule by which a page finds its article: the article is called as the page's address is.</summary>
public static class HelpKey
{
    /// <summary>
    /// <c>/products/{Id:guid}/edit</c> is <c>products.one.edit</c>, <c>/</c> is <c>home</c>; a language in front is left out.
    /// out.
    /// </summary>
    public static string Of(string route)
    {
        string[] parts =
        [
            .. route
                .Split('/', StringSplitOptions.RemoveEmptyEntries)
                .SkipWhile((part, i) => i == 0 && Language.All.Any(l => l.Code == part))
                .Select(part => part.StartsWith('{') ? "one" : part),
        ];
        return parts.Length == 0 ? "home" : string.Join('.', parts);
    }

    /// <summary>Keys under which a page's article may lie, one for each of its addresses.</summary>
    public static IReadOnlyList<string> OfPage(Type page) =>
        [.. page.GetCustomAttributes<RouteAttribute>().Select(r => Of(r.Template)).Distinct()];
}
