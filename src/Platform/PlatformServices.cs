using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Niaga.Platform.Accounts;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Factors;
using Niaga.Platform.Files;
using Niaga.Platform.Keys;
using Niaga.Platform.Mail;
using Niaga.Platform.Members;
using Niaga.Platform.Modules;
using Niaga.Platform.Passwords;
using Niaga.Platform.People;
using Niaga.Platform.Scim;
using Niaga.Platform.Security;
using Niaga.Platform.SignIn;
using Niaga.Platform.Sso;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;
using Niaga.Platform.Work;

namespace Niaga.Platform;

/// <summary>The platform's services and its place in the pipeline.</summary>
internal static class PlatformServices
{
    /// <summary>Scheme that takes a bearer token where one is given and a page's cookie where not.</summary>
    private const string AnyScheme = "Niaga";

    public static void AddPlatform(
        this IServiceCollection services,
        IConfiguration configuration,
        ModuleCatalog modules,
        string appConnection,
        string dataFolder
    )
    {
        services.AddSingleton(modules);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new Databases(appConnection));
        services.AddSingleton(new TextCatalog(modules.Assemblies));
        services.AddSingleton(new AuditHeads(Path.Combine(dataFolder, "audit-heads.log")));
        services
            .AddSingleton<DatabaseHealth>()
            .AddSingleton<AccessChanges>()
            .AddSingleton<AccessCache>()
            .AddSingleton<AllTenants>()
            .AddSingleton<BusinessesOfPerson>()
            .AddSingleton<PersonSummaries>()
            .AddSingleton(s => new PersonNames(s.GetRequiredService<PersonSummaries>().NameOf))
            .AddSingleton<AuditVerification>()
            .AddSingleton<AuditLog>()
            .AddSingleton(s => new AuditHistory(s.GetRequiredService<AuditLog>()));
        services.AddSingleton<WorkSignal>().AddSingleton<WorkRunner>();
        services.AddScoped<Words>().AddScoped<Caller>().AddScoped<TenantSession>().AddScoped<UseCaseRunner>();
        services.AddSingleton<DemoSetup>();
        services.AddScoped<BusinessProfile>().AddScoped<AuditTrail>().AddScoped<Outbox>().AddScoped<TenantFiles>();
        services.AddMembers();
        services.AddTenantDb<PlatformDb>();
        services.AddUseCasesOf(typeof(PlatformServices).Assembly);
        foreach (var parts in PartsOf(modules))
            parts.AddServices(services);
        AddMail(services, configuration, dataFolder);
        AddPeople(services);
        services.AddSso(configuration);
        CookieRules.Guard(services, configuration);
        services.AddSingleton<Quotas>().AddSingleton<ApiKeyUsageWriter>().AddScoped<ApiKeyByPassword>().AddScoped<ApiKeyList>();
        services.AddSingleton<RefusalFormat>((path, refusal, words) => ApiPaths.IsScim(path) ? ScimResponses.Refuse(refusal, words) : null);
        services.AddScoped<ScimUsers>().AddScoped<Provisioning>().AddScoped<ProvisioningSettings>();
        RateLimits.Add(services);
        services.Configure<SiteOptions>(configuration.GetSection("Site"));
        services.Configure<QuotaLimits>(configuration.GetSection("RateLimits"));
        services.Configure<AttemptLimits>(configuration.GetSection("Attempts"));
        services.Configure<PasswordSettings>(configuration.GetSection("Passwords"));
    }

    /// <summary>What runs beside the requests: the audit sealer, the work dispatcher, the schedules, the access change listener.</summary>
    public static void AddPlatformWork(this IServiceCollection services)
    {
        services.AddSingleton<AuditSealer>().AddHostedService(s => s.GetRequiredService<AuditSealer>());
        services.AddSingleton<WorkDispatcher>().AddHostedService(s => s.GetRequiredService<WorkDispatcher>());
        services.AddSingleton<Scheduler>().AddHostedService(s => s.GetRequiredService<Scheduler>());
        services.AddHostedService<AccessChangeListener>();
        services.AddHostedService(s => s.GetRequiredService<ApiKeyUsageWriter>());
    }

    /// <summary>The middleware from address to access check, in the order of "A request, end to end" in docs/tour.md.</summary>
    public static void UsePlatform(this WebApplication app)
    {
        app.UseMiddleware<HttpMethodMiddleware>();
        app.UseMiddleware<RequestLanguage>();
        app.UseMiddleware<DatabaseOutageMiddleware>();
        app.UseMiddleware<RequestValidationMiddleware>();
        app.UseMiddleware<TenantAddress>();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseMiddleware<PersonLanguage>();
        app.UseMiddleware<RequestQuotas>();
        app.UseMiddleware<AccessGate>();
        app.UseMiddleware<IdempotencyKeys>();
        app.UseAntiforgery();
        app.UseMiddleware<AntiforgeryFailureMiddleware>();
    }

    public static void MapPlatform(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").DisableAntiforgery();
        ApiKeysApi.Map(api);
        BusinessApi.Map(api);
        BusinessApi.MapLogo(app);
        SecurityPolicyApi.Map(api);
        SecurityEventsApi.Map(api);
        MemberServices.Map(api);
        ScimApi.Map(app);
        foreach (var parts in PartsOf(app.Services.GetRequiredService<ModuleCatalog>()))
        {
            parts.MapApi(api);
            parts.MapFiles(app);
        }
    }

    private static IEnumerable<IModuleStartup> PartsOf(ModuleCatalog modules) =>
        modules.Manifests.Where(m => m.Parts is not null).Select(m => (IModuleStartup)Activator.CreateInstance(m.Parts!)!);

    private static void AddMail(IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        services.Configure<MailOptions>(o => o.Folder = Path.Combine(dataFolder, "mail"));
        services.Configure<MailOptions>(configuration.GetSection("Mail"));
        if (configuration["Mail:Host"] is { Length: > 0 })
            services.AddSingleton<IMail, SmtpMail>();
        else
            services.AddSingleton<FolderMail>().AddSingleton<IMail>(s => s.GetRequiredService<FolderMail>());
    }

    private static void AddPeople(IServiceCollection services)
    {
        services.AddSingleton<AttemptLimiter>().AddSingleton<SessionCache>();
        services.AddHttpContextAccessor();
        services.AddScoped<PersonEvents>().AddScoped<OwnerNotices>();
        services.AddSingleton<SecurityOverview>().AddSingleton<SecurityLog>();
        services.AddScoped<AccountFinder>().AddScoped<DomainAccounts>().AddScoped<SignInByPassword>();
        services
            .AddScoped<SignInFailures>()
            .AddScoped<AttemptCounter>()
            .AddScoped<AccountLockout>()
            .AddScoped<EmailQuota>()
            .AddSingleton<FixedResponseTime>();
        services.AddSingleton<PasswordRules>().AddSingleton<BreachedPasswords>().AddSingleton<NobodysPassword>();
        services
            .AddOptions<PasswordHasherOptions>()
            .Configure<IOptions<PasswordSettings>>((hash, passwords) => hash.IterationCount = passwords.Value.Iterations);
        services.AddFactors();
        services.AddScoped(OpenPeople);
        services
            .AddIdentityCore<Person>(identity =>
            {
                // Length is asked by PasswordRules; ornament is not.
                identity.Password = new()
                {
                    RequiredLength = PasswordRules.LeastLength,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireUppercase = false,
                    RequireNonAlphanumeric = false,
                    RequiredUniqueChars = 1,
                };
                identity.Lockout = new()
                {
                    AllowedForNewUsers = true,
                    MaxFailedAccessAttempts = 8,
                    DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15),
                };
                identity.User.RequireUniqueEmail = false;
                identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                (identity.Tokens.EmailConfirmationTokenProvider, identity.Tokens.ChangeEmailTokenProvider) = (
                    EmailConfirmationTokens.ProviderName,
                    EmailConfirmationTokens.ProviderName
                );
            })
            .AddTokenProvider<EmailConfirmationTokens>(EmailConfirmationTokens.ProviderName)
            .AddSignInManager()
            .AddEntityFrameworkStores<PeopleDb>()
            .AddUserStore<PersonStore>()
            .AddDefaultTokenProviders();
        services.Configure<DataProtectionTokenProviderOptions>(o => o.TokenLifespan = TimeSpan.FromHours(1));
        services
            .AddAuthentication(AnyScheme)
            .AddPolicyScheme(
                AnyScheme,
                null,
                scheme =>
                    scheme.ForwardDefaultSelector = http =>
                        http.Request.Headers.Authorization.Count > 0 ? BearerAuthentication.SchemeName : IdentityConstants.ApplicationScheme
            )
            .AddScheme<AuthenticationSchemeOptions, BearerAuthentication>(BearerAuthentication.SchemeName, null)
            .AddCookie(
                IdentityConstants.ApplicationScheme,
                cookie =>
                {
                    cookie.Cookie.Name = "niaga.person";
                    // One cookie for every business in this browser; the address says which one a tab is in.
                    cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
                    cookie.SlidingExpiration = true;
                    cookie.Events.OnValidatePrincipal = SessionCookie.Validate;
                }
            )
            .AddCookie(IdentityConstants.TwoFactorUserIdScheme, PendingSignIn.Describe);
        services.AddAuthorization();
    }

    /// <summary>People lie outside every tenant; within a use case they share its transaction.</summary>
    private static PeopleDb OpenPeople(IServiceProvider services)
    {
        var session = services.GetRequiredService<TenantSession>();
        var options = new DbContextOptionsBuilder<PeopleDb>();
        if (!session.InTransaction)
            return new(options.UseNpgsql(services.GetRequiredService<Databases>().Shared).Options);

        var db = new PeopleDb(options.UseNpgsql(session.Connection).Options);
        db.Database.UseTransaction(session.Transaction);
        return db;
    }
}
