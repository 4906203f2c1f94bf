using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Niaga.Platform.Web;

/// <summary>Files of the site. Who asks for one sits before a browser: a refusal is a page with the sentence, never JSON.</summary>
public static class SiteFiles
{
    /// <summary>Where files of the site are mapped.</summary>
    public static IEndpointRouteBuilder MapSiteFiles(this IEndpointRouteBuilder site) => site.MapGroup("").AddEndpointFilter(Answer);

    private static async ValueTask<object?> Answer(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await next(context);
        var result = answer is INestedHttpResult nested ? nested.Result : answer;
        if (result is not ProblemHttpResult { ProblemDetails: RefusalResponse.RefusalDetails refused })
            return answer;

        await RefusalResponse.Write(context.HttpContext, refused.Refusal);
        return Results.Empty;
    }
}
