using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Niaga.Identity.Access;
using Niaga.Identity.Accounts;
using Niaga.Identity.Attempts;
using Niaga.Identity.Delivery;
using Niaga.Identity.Factors;
using Niaga.Identity.Keys;
using Niaga.Identity.Members;
using Niaga.Identity.Passwords;
using Niaga.Identity.People;
using Niaga.Identity.Requests;
using Niaga.Identity.Scim;
using Niaga.Identity.Security;
using Niaga.Identity.Sessions;
using Niaga.Identity.SignIn;
using Niaga.Identity.Sso;
using Niaga.Identity.Webhooks;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.Keeping;
using Niaga.Platform.Mail;
using Niaga.Platform.Modules;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;
using Niaga.Platform.Work;

namespace Niaga.Identity;

/// <summary>Identity's services, and its place in the pipeline: who is the caller, what may they do, is this request let through.</summary>
internal static class IdentityServices
{
    /// <summary>Scheme that takes a bearer token where one is given and a page's cookie where not.</summary>
    private const string AnyScheme = "Niaga";

    public static void AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddSingleton<AccessCache>()
            .AddSingleton<BusinessesOfPerson>()
            .AddSingleton<PersonSummaries>()
            .AddSingleton(s => new PersonNames(s.GetRequiredService<PersonSummaries>().NameOf));
        services.AddTenantDb<IdentityDb>();
        services.AddUseCasesOf(typeof(IdentityServices).Assembly);
        services.AddMembers();
        services.AddSingleton(ArchivedPeople.AtImport);
        services.AddScoped<Recipients>().AddScoped<Deliveries>().AddScoped<NotificationLetter>().AddTransient<NotificationLog>();
        AddPeople(services);
        services.AddSso(configuration);
        services.AddSingleton<ApiKeyUsageWriter>().AddScoped<ApiKeyByPassword>().AddScoped<ApiKeyList>();
        services.Configure<WebhookSettings>(configuration.GetSection("Webhooks"));
        services.AddSingleton<WebhookHttp>().AddSingleton<WebhookSecrets>().AddSingleton<DeliverNext>();
        services.AddScoped<WebhookDrafts>().AddScoped<WebhookRows>().AddScoped<DeliveryQueue>();
        services.AddTransient<WebhookList>().AddTransient<DeliveryLog>().AddTransient<IBinSource, WebhooksBin>();
        services.AddSingleton<RefusalFormat>((path, refusal, words) => ApiPaths.IsScim(path) ? ScimResponses.Refuse(refusal, words) : null);
        services.AddScoped<ScimUsers>().AddScoped<Provisioning>().AddScoped<ProvisioningSettings>();
        RateLimits.Add(services);
        services.Configure<AttemptLimits>(configuration.GetSection("Attempts"));
        services.Configure<PasswordSettings>(configuration.GetSection("Passwords"));
    }

    /// <summary>What runs beside the requests: the access change listener, the writer of keys' last use.</summary>
    public static void AddIdentityWork(this IServiceCollection services)
    {
        services.AddHostedService<CacheInvalidationListener>();
        services.AddHostedService<WebhookDispatcher>();
        services.AddHostedService(s => s.GetRequiredService<ApiKeyUsageWriter>());
    }

    /// <summary>From the business in the address to the access check. Stands within <c>UsePlatform</c>.</summary>
    public static void UseIdentity(this IApplicationBuilder app)
    {
        app.UseMiddleware<TenantAddress>();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseMiddleware<PersonLanguage>();
        app.UseMiddleware<RequestQuotas>();
        app.UseMiddleware<AccessGate>();
    }

    public static void MapIdentity(this WebApplication app)
    {
        var api = Preconditions.MapApi(app);
        ApiKeysApi.Map(api);
        WebhooksApi.Map(api);
        SecurityPolicyApi.Map(api);
        SecurityEventsApi.Map(api);
        MemberServices.Map(api);
        ScimApi.Map(app);
    }

    private static void AddPeople(IServiceCollection services)
    {
        services.AddSingleton<AttemptLimiter>().AddSingleton<SessionCache>();
        services.AddHttpContextAccessor();
        services.AddScoped<PersonEvents>().AddScoped<OwnerNotices>();
        services.AddSingleton<SecurityOverview>().AddSingleton<LogFilters>().AddSingleton<SecurityLog>().AddSingleton<BusinessLog>();
        services
            .AddScoped<PersonDetail>()
            .AddScoped<AccountFinder>()
            .AddScoped<PasswordAttempt>()
            .AddScoped<AddressHolder>()
            .AddScoped<DomainAccounts>()
            .AddScoped<SignInByPassword>();
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
        var options = new DbContextOptionsBuilder<PeopleDb>().AddInterceptors(SightedReads.Instance);
        var db = session.InTransaction
            ? new PeopleDb(options.UseNpgsql(session.Connection).Options)
            : new PeopleDb(options.UseNpgsql(services.GetRequiredService<Databases>().Shared).Options);
        // What a save sees is set for its transaction.
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        if (session.InTransaction)
            db.Database.UseTransaction(session.Transaction);
        return db;
    }
}
