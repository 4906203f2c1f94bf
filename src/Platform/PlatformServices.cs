using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Niaga.Platform.Archives;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Files;
using Niaga.Platform.Help;
using Niaga.Platform.Keeping;
using Niaga.Platform.Lists;
using Niaga.Platform.Mail;
using Niaga.Platform.Modules;
using Niaga.Platform.Notifications;
using Niaga.Platform.ObjectStores;
using Niaga.Platform.Reports;
using Niaga.Platform.Restrictions;
using Niaga.Platform.Search;
using Niaga.Platform.Signing;
using Niaga.Platform.Subjects;
using Niaga.Platform.Support;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.Unreadable;
using Niaga.Platform.Upgrades;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;
using Niaga.Platform.Work;

namespace Niaga.Platform;

/// <summary>The platform's services and its place in the pipeline.</summary>
internal static class PlatformServices
{
    public static void AddPlatform(
        this IServiceCollection services,
        IConfiguration configuration,
        ModuleCatalog modules,
        Func<string> appConnection,
        string dataFolder
    )
    {
        services.AddSingleton(modules);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new Databases(appConnection()));
        services.AddSingleton(new TextCatalog(modules.Assemblies));
        services.AddEncryption(configuration, dataFolder);
        services.AddSingleton(new AuditHeads(Path.Combine(dataFolder, "audit-heads.log")));
        services
            .AddSingleton<DatabaseHealth>()
            .AddSingleton<AccessChanges>()
            .AddSingleton<TenantCache>()
            .AddSingleton<UnreadNotifications>()
            .AddSingleton<NotificationLines>()
            .AddSingleton<AllTenants>()
            .AddSingleton<AuditVerification>()
            .AddSingleton<AuditLog>()
            .AddSingleton<SlugAvailability>()
            .AddSingleton<HelpCatalog>();
        var keys = configuration["Niaga:Keys:Folder"] ?? Path.Combine(dataFolder, "signing-keys");
        services
            .AddSingleton<ArchiveWriter>()
            .AddSingleton(new ArchiveStore(Path.Combine(dataFolder, "archives")))
            .AddSingleton(s => new ArchiveImport(s.GetRequiredService<IServiceScopeFactory>(), Path.Combine(dataFolder, "archives")));
        services.AddSingleton(new SigningKey(keys)).AddSingleton<PurgeCertificates>().AddSingleton<Purge>().AddSingleton<PurgeAgain>();
        services.AddSingleton(s => new DeletionLedger(Path.Combine(dataFolder, "deletion-ledger"), s.GetRequiredService<SigningKey>()));
        services.AddSingleton<WorkSignal>().AddSingleton<WorkRunner>();
        services.AddScoped<Words>().AddScoped<Caller>().AddScoped<TenantSession>().AddScoped<UseCaseRunner>();
        services
            .AddScoped<BusinessProfile>()
            .AddScoped<BusinessSettings>()
            .AddScoped<AuditTrail>()
            .AddScoped<ReadableFacts>()
            .AddScoped(s => new AuditHistory(s.GetRequiredService<AuditLog>(), s.GetRequiredService<ReadableFacts>()))
            .AddScoped<RestrictedRecords>()
            .AddSingleton(s => new UnreadableValues(
                s.GetRequiredService<TimeProvider>(),
                s.GetRequiredService<Microsoft.Extensions.Logging.ILoggerFactory>()
            ))
            .AddScoped<DisclosureLog>()
            .AddTransient<OpeningList>()
            .AddTransient<Looks>()
            .AddScoped<Outbox>()
            .AddTransient<RetentionPeriods>()
            .AddTransient<RetentionOverview>()
            .AddScoped<HeldKinds>()
            .AddTransient<HoldList>()
            .AddTransient<ArchiveList>()
            .AddTransient<CertificateList>()
            .AddTransient<Bin>()
            .AddTransient(s => new NeededBy(
                s.GetRequiredService<TenantSession>(),
                s.GetRequiredService<Purge>(),
                s.GetRequiredService<RetentionPeriods>()
            ))
            .AddScoped<SavedViews>()
            .AddScoped<ListColumns>()
            .AddScoped<GlobalSearch>()
            .AddScoped<HelpLibrary>()
            .AddScoped<ReportRunner>()
            .AddScoped<ReportMails>()
            .AddScoped<Notifier>()
            .AddTransient<Inbox>()
            .AddTransient<ISubjectSource, NotificationSource>()
            .AddTransient<NotificationChoices>()
            .AddTransient<NotificationTemplates>();
        services.AddTransient<FirstStepProgress>();
        services.AddTenantDb<PlatformDb>();
        services.AddUseCasesOf(typeof(PlatformServices).Assembly);
        foreach (var parts in StartupsOf(modules))
            parts.AddServices(services);
        AddMail(services, configuration, dataFolder);
        AddMessages(services, configuration, dataFolder);
        CookieRules.Guard(services, configuration);
        services.AddSingleton<Quotas>();
        AddFiles(services, configuration, dataFolder);
        services.AddSingleton(PlainColumns.Of("platform", "notification_times"));
        services.Configure<SiteOptions>(configuration.GetSection("Site"));
        services.Configure<SupportSettings>(configuration.GetSection("Support"));
        services.Configure<QuotaLimits>(configuration.GetSection("RateLimits"));
    }

    /// <summary>What runs beside the requests: the audit sealer, the work dispatcher, the schedules.</summary>
    public static void AddPlatformWork(this IServiceCollection services)
    {
        services.AddHostedService<PlainRowSealer>().AddHostedService<KeyCopyCheck>().AddHostedService<UnreadableWatch>();
        services.AddSingleton<AuditSealer>().AddHostedService(s => s.GetRequiredService<AuditSealer>());
        services.AddSingleton<WorkDispatcher>().AddHostedService(s => s.GetRequiredService<WorkDispatcher>());
        services.AddSingleton<Scheduler>().AddHostedService<SchedulerLoop>();
    }

    /// <summary>The middleware around the access check.</summary>
    /// <param name="app">The site.</param>
    /// <param name="letThrough">Finds the business and the caller, and lets the request through or not.</param>
    public static void UsePlatform(this WebApplication app, Action<IApplicationBuilder> letThrough)
    {
        app.UseMiddleware<HttpMethodMiddleware>();
        app.UseMiddleware<FormRedirects>();
        app.UseMiddleware<RequestLanguage>();
        app.UseMiddleware<DatabaseOutageMiddleware>();
        app.UseMiddleware<RequestValidationMiddleware>();
        letThrough(app);
        app.UseMiddleware<DisclosurePurpose>();
        app.UseMiddleware<IdempotencyKeys>();
        app.UseAntiforgery();
        app.UseMiddleware<AntiforgeryFailureMiddleware>();
    }

    public static void MapPlatform(this WebApplication app)
    {
        var api = Preconditions.MapApi(app);
        BusinessApi.Map(api);
        BusinessApi.MapLogo(app);
        NotificationsApi.Map(api);
        RetentionApi.Map(api);
        HoldsApi.Map(api);
        ArchivesApi.Map(api);
        BinApi.Map(api);
        var files = app.MapSiteFiles();
        foreach (var parts in StartupsOf(app.Services.GetRequiredService<ModuleCatalog>()))
        {
            parts.MapApi(api);
            parts.MapFiles(files);
        }
    }

    private static IEnumerable<IModuleStartup> StartupsOf(ModuleCatalog modules) =>
        modules.Manifests.Where(m => m.Parts is not null).Select(m => (IModuleStartup)Activator.CreateInstance(m.Parts!)!);

    /// <summary>A provider of short messages is chosen by name; one nobody knows stops the start.</summary>
    private static void AddMessages(IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        foreach (var (setting, key) in new[] { ("Messages:WhatsApp", "whatsapp"), ("Messages:Sms", "sms") })
        {
            if (configuration[setting] is not { Length: > 0 } provider)
                continue;
            if (provider != SandboxMessages.Name)
                throw new InvalidOperationException($"{setting} names the provider '{provider}'; there is only '{SandboxMessages.Name}'.");

            services.AddSingleton<IMessageChannel>(s => new SandboxMessages(
                key,
                Path.Combine(dataFolder, "messages"),
                s.GetRequiredService<TimeProvider>()
            ));
        }
        services.AddSingleton<NotificationWays>();
    }

    /// <summary>Where businesses' files lie; also for commands that run beside the site.</summary>
    public static IObjectStore FilesAt(IConfiguration configuration, string dataFolder)
    {
        var settings = configuration.GetSection("Files").Get<FileSettings>() ?? new();
        return settings.S3.Bucket is { Length: > 0 }
            ? new S3Store(settings.S3)
            : new FolderStore(settings.Folder ?? Path.Combine(dataFolder, "files"));
    }

    private static void AddFiles(IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        var section = configuration.GetSection("Files");
        services.Configure<FileSettings>(section);
        services.AddSingleton(FilesAt(configuration, dataFolder));
        services.AddSingleton<FileStore>().AddSingleton(new PlainRows(MoveFiles.Some));
        services.AddScoped(s => new TenantFiles(
            s.GetRequiredService<TenantSession>(),
            s.GetRequiredService<FileStore>(),
            s.GetRequiredService<IOptions<FileSettings>>(),
            s.GetRequiredService<TimeProvider>()
        ));
        if (configuration["Files:Scanner:Host"] is { Length: > 0 })
            services.AddSingleton<IVirusScanner, ClamdScanner>();
        else
            services.AddSingleton<IVirusScanner, NoVirusScanner>();
    }

    private static void AddMail(IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        services.Configure<MailOptions>(o => o.Folder = Path.Combine(dataFolder, "mail"));
        services.Configure<MailOptions>(configuration.GetSection("Mail"));
        if (configuration["Mail:Host"] is { Length: > 0 })
            services.AddSingleton<IMail, SmtpMail>();
        else
            services.AddSingleton<FolderMail>().AddSingleton<IMail>(s => s.GetRequiredService<FolderMail>());
    }
}
