using System.Linq.Expressions;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.ValueGeneration;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Data;

/// <summary>A row that belongs to one business. The tenant is filled in when the row is added and is part of its key.</summary>
public interface ITenantRow
{
    TenantId TenantId { get; }
}

/// <summary>
/// Base of every module's DbContext: one schema, the tenant's query filter on every tenant row, Niaga's column
/// names. The tenant comes from the session that opened the context and from nowhere else.
/// </summary>
public abstract partial class TenantDb(DbContextOptions options) : DbContext(options)
{
    /// <summary>Name of the query filter that every tenant row carries.</summary>
    public const string TenantFilter = "tenant";

    private TenantScope? scope;

    /// <summary>
    /// The business whose rows this context sees. Public only so that the query filter can read it; throws outside a session.
    /// </summary>
    public TenantId Tenant => Scope.Tenant;

    internal TenantScope Scope => scope ?? throw new InvalidOperationException("This context belongs to no session.");

    /// <summary>Where a context for reading sends its queries; null within a transaction.</summary>
    internal NpgsqlDataSource? Source { get; private set; }

    /// <summary>A session takes the context: from now until <see cref="End"/> it sees this business.</summary>
    /// <param name="seen">Whose rows it sees.</param>
    /// <param name="source">Where it reads outside a transaction; null within one.</param>
    internal void Begin(TenantScope seen, NpgsqlDataSource? source = null)
    {
        if (scope is not null)
            throw new InvalidOperationException("This context belongs to another session.");

        (scope, Source) = (seen, source);
    }

    /// <summary>The session gives the context back: it sees nobody, and a pooled one waits for its next session.</summary>
    internal ValueTask End()
    {
        (scope, Source) = (null, null);
        return base.DisposeAsync();
    }

#pragma warning disable CA2215, CA1816 // The session alone ends a context: a second end by the container could meet its next session.
    public sealed override void Dispose() { }

    public sealed override ValueTask DisposeAsync() => ValueTask.CompletedTask;
#pragma warning restore CA2215, CA1816

    /// <summary>The PostgreSQL schema of the module.</summary>
    protected abstract string Schema { get; }

    protected sealed override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        Describe(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes().ToArray())
        {
            if (typeof(ITenantRow).IsAssignableFrom(entity.ClrType))
                AddTenantFilter(modelBuilder.Entity(entity.ClrType), entity.ClrType);
            foreach (var property in entity.GetProperties())
            {
                // A row version is PostgreSQL's own xmin.
                if (property is { IsConcurrencyToken: true, ClrType: var type } && type == typeof(uint))
                    property.SetColumnName("xmin");
                else if (property.GetColumnName() == property.Name)
                    property.SetColumnName(Snake(property.Name));
            }
        }
        PersonalModel.Bind(modelBuilder.Model);
    }

    /// <summary>The module's entities: keys, lengths, conversions.</summary>
    protected abstract void Describe(ModelBuilder model);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<TenantId>().HaveConversion<ValueConverters.OfTenant>();
        configurationBuilder.Properties<PersonId>().HaveConversion<ValueConverters.OfPerson>();
        configurationBuilder.Properties<Money>().HaveConversion<ValueConverters.OfMoney>();
        configurationBuilder.Properties<Quantity>().HaveConversion<ValueConverters.OfQuantity>();
        PersonalModel.Configure(configurationBuilder);
    }

    private void AddTenantFilter(EntityTypeBuilder entity, Type type)
    {
        var row = Expression.Parameter(type, "row");
        var tenant = Expression.Property(Expression.Constant(this), nameof(Tenant));
        entity.HasQueryFilter(
            TenantFilter,
            Expression.Lambda(Expression.Equal(Expression.Property(row, nameof(ITenantRow.TenantId)), tenant), row)
        );
        entity.Property(nameof(ITenantRow.TenantId)).ValueGeneratedOnAdd().HasValueGenerator<TenantOfContext>();
    }

    internal static string Snake(string name) => WordStart().Replace(name, "_$0").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])")]
    private static partial Regex WordStart();

    private sealed class TenantOfContext : ValueGenerator<TenantId>
    {
        public override bool GeneratesTemporaryValues => false;

        public override TenantId Next(EntityEntry entry) => ((TenantDb)entry.Context).Tenant;
    }
}
