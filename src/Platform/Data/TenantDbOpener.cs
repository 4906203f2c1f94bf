using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Encryption;
using Npgsql;

namespace Niaga.Platform.Data;

/// <summary>Makes the contexts of one module: read-only ones that fetch in one round trip, and ones that share a transaction.</summary>
internal sealed class TenantDbOpener<TDb>
    where TDb : TenantDb
{
    // Looked for at each row read, where every query of a page has a context of its own; tests look.
    private static readonly bool Checks = AppContext.TryGetSwitch("Niaga.Data.ThreadSafetyChecks", out var on) && on;

    private readonly Func<DbContextOptions<TDb>, TDb> make;
    private readonly PersonalWriting writing;
    private Pool? reading;

    public TenantDbOpener(TenantKeys keys)
    {
        writing = new(keys);
        var constructor = ActivatorUtilities.CreateFactory<TDb>([typeof(DbContextOptions<TDb>)]);
        make = options => constructor(NoServices.Instance, [options]);
    }

    public TDb ForReading(NpgsqlDataSource source)
    {
        // The source of a tenant is one of few; today there is one. Contexts are pooled: making one's services costs more than a
        // small query. Between two sessions a pooled context has no tenant and refuses to be asked.
        reading ??= new(
            source,
            new(
                new DbContextOptionsBuilder<TDb>()
                    .UseNpgsql(source)
                    .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
                    .EnableThreadSafetyChecks(Checks)
                    .AddInterceptors(TenantReads.Instance, PersonalReading.Instance)
                    .Options
            )
        );
        if (reading.Source != source)
            throw new InvalidOperationException("The pool of contexts belongs to another source.");

        return reading.Contexts.CreateDbContext();
    }

    public TDb ForWriting(NpgsqlConnection connection) =>
        make(
            new DbContextOptionsBuilder<TDb>()
                .UseNpgsql(connection)
                .AddInterceptors(TenantReads.Instance, PersonalReading.Instance, writing)
                .Options
        );

    private sealed record Pool(NpgsqlDataSource Source, PooledDbContextFactory<TDb> Contexts);

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}

/// <summary>Registration of a module's context.</summary>
public static class TenantDbRegistration
{
    /// <summary>Makes <typeparamref name="TDb"/> injectable: always the one of the scope's <see cref="TenantSession"/>.</summary>
    public static IServiceCollection AddTenantDb<TDb>(this IServiceCollection services)
        where TDb : TenantDb =>
        services.AddSingleton<TenantDbOpener<TDb>>().AddTransient(s => s.GetRequiredService<TenantSession>().Open<TDb>());
}
