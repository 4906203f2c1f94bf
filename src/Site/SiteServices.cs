using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;
using Niaga.Site.Access;
using Niaga.Site.Frame;
using Niaga.Site.Installing;
using Niaga.Site.Notifications;
using Niaga.Site.Public;
using Niaga.Site.Rendering;
using Niaga.Site.Reports;
using Niaga.Site.Search;
using Niaga.Site.Settings;
using Niaga.Site.Settings.Keeping;
using Niaga.Site.Settings.Members;
using Niaga.Site.Settings.Sso;
using Niaga.Site.Workspaces;

namespace Niaga.Site;

/// <summary>The platform's own pages, and the frame in which the modules' pages appear.</summary>
internal static class SiteServices
{
    public static void AddSite(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton<PageWriter>();
        services.AddHttpContextAccessor();
        services
            .AddScoped<WorkspaceFrame>()
            .AddScoped<SignInCompletion>()
            .AddScoped<TenantScopeRunner>()
            .AddScoped<FactWords>()
            .AddScoped<LogFile>()
            .AddScoped<SignInOverview.Query>()
            .AddTransient<SsoOverview>()
            .AddScoped<ReportReaders>()
            .AddScoped<DueReportMails>()
            .AddScoped<MailReport>();
        services.AddScoped<SsoSignInFlow>().AddScoped<SsoSignOut>().AddScoped<ProviderSignInFlow>();
    }

    /// <summary>What the site asks of a request whose caller is known. Stands within <c>UsePlatform</c>.</summary>
    public static void UseSite(this IApplicationBuilder app) => app.UseMiddleware<BranchOfDevice>();

    /// <summary>Maps every page of every module that was found.</summary>
    public static void MapSite(this WebApplication app, ModuleCatalog modules)
    {
        SignOut.Map(app);
        SwitchLanguage.Map(app);
        SlugCheck.Map(app);
        ChooseColumnsPost.Map(app);
        WalkTourPost.Map(app);
        ChooseBranchPost.Map(app);
        OpenNotification.Map(app);
        BellLine.Map(app);
        SessionProbe.Map(app);
        ConfirmationEmail.Map(app);
        PasskeyChallenges.Map(app);
        SsoEndpoints.Map(app);
        // What is wrong with a provider's configuration stops the start.
        app.Services.GetRequiredService<Niaga.Identity.Sso.SignInProviders>();
        ProviderEndpoints.Map(app);
        SearchEngines.Map(app);
        var api = Preconditions.MapApi(app);
        SearchApi.Map(api);
        ReportsApi.Map(api, modules, app.Services.GetRequiredService<TextCatalog>());
        TypedAddresses.Map(app);
        WebAppManifest.Map(app);
        ServiceWorker.Map(app);
        var files = app.MapSiteFiles();
        SecurityLogFile.Map(files);
        AuditFile.Map(files);
        MembersFile.Map(files);
        ReportFiles.Map(files, modules);
        CertificateFile.Map(files);
        app.MapRazorComponents<App>()
            .AddAdditionalAssemblies([.. modules.Assemblies.Where(a => a != typeof(App).Assembly)])
            .Finally(PageWriter.Use);
    }
}
