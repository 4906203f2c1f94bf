using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Texts;
using Niaga.Site.Access;

namespace Niaga.Site.Public;

/// <summary><c>/sitemap.xml</c> and <c>/robots.txt</c>: which pages are for searching, in every language.</summary>
internal static class SearchEngines
{
    private static readonly string[] Pages = ["", "/pricing", "/sign-up", "/privacy", "/terms"];

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapGet("/robots.txt", Robots).WithMetadata(new PublicAccessAttribute("Search engines ask for it.")).ExcludeFromDescription();
        site.MapGet("/sitemap.xml", Sitemap).WithMetadata(new PublicAccessAttribute("Search engines ask for it.")).ExcludeFromDescription();
    }

    private static IResult Robots(HttpRequest request, SiteAddress address) =>
        TypedResults.Text(
            "User-agent: *\nAllow: /\nDisallow: /api/\nDisallow: /dev/\nDisallow: /reset-password\n\nSitemap: "
                + $"{address.Of(request)}/sitemap.xml\n"
        );

    private static IResult Sitemap(HttpRequest request, SiteAddress address)
    {
        XNamespace map = "http://www.sitemaps.org/schemas/sitemap/0.9",
            html = "http://www.w3.org/1999/xhtml";
        var root = address.Of(request);
        var urls =
            from page in Pages
            from language in Language.All
            select new XElement(
                map + "url",
                new XElement(map + "loc", $"{root}/{language.Code}{page}"),
                Language.All.Select(other => Alternate($"{other.Code}-MY", other.Code, page)),
                Alternate("x-default", Language.Malay.Code, page)
            );
        var document = new XElement(map + "urlset", new XAttribute(XNamespace.Xmlns + "xhtml", html.NamespaceName), urls);
        return TypedResults.Text($"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{document}\n", "application/xml");

        XElement Alternate(string hreflang, string language, string page) =>
            new(
                html + "link",
                new XAttribute("rel", "alternate"),
                new XAttribute("hreflang", hreflang),
                new XAttribute("href", $"{root}/{language}{page}")
            );
    }
}
