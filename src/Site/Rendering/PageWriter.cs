using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Refusals;
using Niaga.Platform.Web;
using Niaga.Site.Workspaces;
using Niaga.Ui;

namespace Niaga.Site.Rendering;

/// <summary>
/// Answers GET for every page in place of the framework's static renderer, from the same components and with the same bytes, at a fraction
/// of the cost. A posted form goes to the framework's: it reads the form and finds the handler. docs/decisions/0017 has the figures.
/// </summary>
internal sealed class PageWriter(IServiceProvider services, IAntiforgery antiforgery)
{
    private StaticRenderer? renderer;

    /// <summary>True sends every request to the framework's renderer: what tests compare with.</summary>
    public bool Framework { get; set; }

    /// <summary>Puts the writer in front of the framework's own answer.</summary>
    public static void Use(EndpointBuilder endpoint)
    {
        var framework = endpoint.RequestDelegate!;
        if (
            endpoint.Metadata.OfType<ComponentTypeMetadata>().FirstOrDefault()?.Type is not { } page
            || endpoint.Metadata.OfType<RootComponentMetadata>().FirstOrDefault()?.Type is not { } root
        )
            return;

        endpoint.RequestDelegate = http =>
        {
            var writer = http.RequestServices.GetRequiredService<PageWriter>();
            if (HttpMethods.IsGet(http.Request.Method) && !writer.Framework)
                return writer.Write(http, root, page);
            return HttpMethods.IsPost(http.Request.Method) ? Post(http, framework) : framework(http);
        };
    }

    private static async Task Post(HttpContext http, RequestDelegate framework)
    {
        if (await BranchOfForm.Take(http) is { } refusal)
        {
            await RefusalResponse.Write(http, refusal);
            return;
        }
        await FormOnce.Take(http);
        await MissingForm.Answer(http, framework);
    }

    private async Task Write(HttpContext http, Type root, Type page)
    {
        renderer ??= new(services, http.GetEndpoint()?.Metadata.GetMetadata<ResourceAssetCollection>() ?? ResourceAssetCollection.Empty);
        http.Response.ContentType = "text/html; charset=utf-8";
        var navigation = http.RequestServices.GetRequiredService<NavigationManager>();
        using var tree = new PageTree(http, renderer, page);
        string? redirect = null;
        var notFound = false;
        var address = $"{http.Request.Scheme}://{http.Request.Host}";
        ((IHostEnvironmentNavigationManager)navigation).Initialize(
            $"{address}{http.Request.PathBase}/",
            http.Request.GetEncodedUrl(),
            to =>
            {
                (redirect, tree.Stopped) = (to, true);
                return Task.CompletedTask;
            }
        );
        navigation.OnNotFound += (_, _) => (notFound, tree.Stopped) = (true, true);
        try
        {
            await InOrder(tree, root);
        }
        catch (NavigationException e)
        {
            redirect = e.Location;
        }
        // Before the first byte: a new token sets its cookie, and what carries one is not cached.
        var token = tree.HasForm ? TokenField(http) : "";
        if (redirect is not null)
        {
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Redirect(redirect);
            return;
        }
        notFound |= http.Response.StatusCode == StatusCodes.Status404NotFound && http.Features.Get<IStatusCodeReExecuteFeature>() is null;
        if (notFound)
        {
            // The status code pages tell of it.
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            http.Response.ContentType = null;
            return;
        }
        using var bytes = new PageBuffer();
        new HtmlWriter(tree, bytes, token, Urls.PathAndQuery(navigation.Uri)).Write(tree.Root);
        http.Response.ContentLength = bytes.Written.Length;
        await http.Response.BodyWriter.WriteAsync(bytes.Written, http.RequestAborted);
    }

    private static Task InOrder(PageTree tree, Type root)
    {
        var before = SynchronizationContext.Current;
        var order = new SerialContext();
        SynchronizationContext.SetSynchronizationContext(order);
        try
        {
            var rendering = tree.Render(root);
            order.Run();
            return rendering;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private string TokenField(HttpContext http)
    {
        var tokens = antiforgery.GetAndStoreTokens(http);
        return $"<input type=\"hidden\" name=\"{HtmlEncoder.Default.Encode(tokens.FormFieldName)}\" "
            + $"value=\"{HtmlEncoder.Default.Encode(tokens.RequestToken!)}\" />";
    }
}
