using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Niaga.Host.Demo;
using Niaga.Identity;
using Niaga.Identity.Requests;
using Niaga.Platform;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Logs;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;
using Niaga.Platform.Web;
using Niaga.Site;

namespace Niaga.Host;

/// <summary>Puts the site together from the modules that were found: services, pipeline, pages, API.</summary>
internal static class Website
{
    /// <summary>What an API body may weigh. A file has its own bound at its own endpoint.</summary>
    internal const long MostBody = 1024 * 1024;

    /// <param name="modules">The manifests.</param>
    /// <param name="appConnection">Connection string of the <c>app</c> role; asked for when the database is first needed.</param>
    /// <param name="dataFolder">Keys, development mail, audit heads.</param>
    /// <param name="url">Where to listen, such as <c>http://localhost:5080</c>; port 0 takes a free one.</param>
    /// <param name="args">Configuration as <c>--Section:Key=value</c>.</param>
    /// <param name="replace">Puts a test's own in place of what touches the outside: the clock, the log.</param>
    public static WebApplication Build(
        ModuleCatalog modules,
        Func<string> appConnection,
        string dataFolder,
        string url,
        string[]? args = null,
        Action<IServiceCollection>? replace = null
    )
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args ?? [],
                ApplicationName = "Niaga.Host",
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        // Assets go out as the build compressed them; without this a build's own manifest has them compressed badly at each request.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] ??= "false";
        builder.WebHost.UseUrls(url).UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBody;
            // What is wrong with an address or a header is told by us, with a code, not by the server.
            kestrel.Limits.MaxRequestLineSize = 32 * 1024;
            kestrel.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
            var rejected = RejectedRequests.Answer(kestrel.ApplicationServices.GetRequiredService<TextCatalog>());
            kestrel.ConfigureEndpointDefaults(listen => RejectedRequests.Explain(listen, rejected));
        });
        builder.Logging.AddMaskedConsole();
        // The framework's request lines name addresses, and addresses name people's things: only what is wrong is logged.
        builder
            .Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            // What fails in the database is an exception too, told once by whoever handles it.
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning)
            // Keys lie in the data folder, apart from the database; operations.md says how to guard it.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            .AddFilter(typeof(BearerAuthentication).FullName, LogLevel.Warning)
            .AddFilter(SecurityEventLogger.Category, LogLevel.Information);
        builder.Services.AddPlatform(builder.Configuration, modules, appConnection, dataFolder);
        builder.Services.AddIdentity(builder.Configuration);
        builder.Services.AddSingleton<EnterDemoBusiness>(services => new DemoSetup(services, modules).Enter);
        builder.Services.AddPlatformWork();
        builder.Services.AddIdentityWork();
        builder.Services.AddSite();
        builder.Services.AddNiagaOpenApi();
        builder.Services.AddProblemDetails();
        // Of the API only: a page holds a secret beside what its reader may choose, and compression would tell of it.
        builder.Services.AddResponseCompression(compression =>
            (compression.EnableForHttps, compression.MimeTypes) = (true, ["application/json", "application/problem+json", "text/csv"])
        );
        builder
            .Services.AddDataProtection()
            .SetApplicationName("Niaga")
            .PersistKeysToFileSystem(new(Path.Combine(dataFolder, "keys")))
            // Half the cost of the default under Linux, and a page needs it three times. Older keys go on reading what they wrote.
            .UseCryptographicAlgorithms(new() { EncryptionAlgorithm = EncryptionAlgorithm.AES_256_GCM });
        builder.Services.AddAntiforgery(forgery =>
        {
            CookieRules.Of(builder.Configuration).Guard(forgery.Cookie, "niaga.forgery", SameSiteMode.Strict);
        });
        builder.Services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        builder.Services.Configure<FormOptions>(o => o.ValueLengthLimit = 256 * 1024);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(new StrictStringConverter());
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.AllowDuplicateProperties = false;
        });
        replace?.Invoke(builder.Services);
        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(() =>
            app.Services.GetRequiredService<IOptions<SiteOptions>>().Value.ListensAt = app
                .Urls.FirstOrDefault()
                ?.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)
                .TrimEnd('/')
        );
        app.UseHsts();
        app.UseMiddleware<SecurityHeaders>();
        app.UseWhen(
            http => http.Request.Path.StartsWithSegments("/api") || http.Request.Path.StartsWithSegments("/openapi"),
            api => api.UseResponseCompression()
        );
        app.UseUnexpected();
        app.UsePlatform(gate =>
        {
            gate.UseIdentity();
            gate.UseSite();
        });
        app.MapStaticAssets().WithMetadata(new NoAccessCheckAttribute());
        app.MapPlatform();
        app.MapIdentity();
        app.MapSite(modules);
        app.MapNiagaOpenApi();
        app.UseEndpoints(_ => { });
        // Read from its sources each time, an endpoint is built anew; kept here, routing and the checks share one.
        _ = app.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        return app;
    }

    /// <summary>Complains about every manifest line, table and endpoint that breaks a design rule; empty when all hold.</summary>
    public static async Task<IReadOnlyList<string>> Check(WebApplication app, CancellationToken cancel)
    {
        var modules = app.Services.GetRequiredService<ModuleCatalog>();
        var checks = new StartupChecks(
            modules,
            app.Services.GetRequiredService<TextCatalog>(),
            app.Services.GetRequiredService<Platform.Data.Databases>()
        );
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        var passwords = app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<Identity.Passwords.PasswordSettings>>().Value;
        return
        [
            .. Address(app.Configuration),
            .. passwords.Complaints(),
            .. checks.Manifests(),
            .. StartupChecks.Endpoints(endpoints, modules),
            .. await checks.Database(cancel),
        ];
    }

    /// <summary>Sign-in cookies over a plain connection are anybody's on the way.</summary>
    private static IEnumerable<string> Address(IConfiguration configuration) =>
        configuration["Site:PublicAddress"] is { Length: > 0 } address
        && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback))
            ? [$"setting Site:PublicAddress is \"{address}\"; it must begin with https:// (only localhost may do without)"]
            : [];

    /// <summary>Bugs: logged without the request's words, answered with a page or a problem that says nothing of the inside.</summary>
    private static void UseUnexpected(this WebApplication app)
    {
        app.UseWhen(
            http => !ApiPaths.IsApi(http),
            pages =>
            {
                // The error page is a request of its own: what the broken page began must not reach it.
                pages.UseExceptionHandler("/error", createScopeForErrors: true);
                pages.UseStatusCodePagesWithReExecute("/error", "?status={0}", createScopeForStatusCodePages: true);
                pages.Use(
                    (http, next) =>
                    {
                        // The error page is shown, never posted to, whatever the broken page was asked.
                        if (
                            http.Features.Get<IStatusCodeReExecuteFeature>() is not null
                            || http.Features.Get<IExceptionHandlerFeature>() is not null
                        )
                            http.Request.Method = HttpMethods.Get;
                        return next(http);
                    }
                );
            }
        );
        app.UseWhen(
            ApiPaths.IsApi,
            api =>
            {
                api.UseExceptionHandler(new ExceptionHandlerOptions());
                api.UseStatusCodePages(async status => await RefusalResponse.WriteStatus(status.HttpContext));
            }
        );
    }
}
