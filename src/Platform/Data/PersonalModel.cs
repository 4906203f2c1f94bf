using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Niaga.Platform.Encryption;

namespace Niaga.Platform.Data;

/// <summary>How Entity Framework reads and writes <see cref="Personal{T}"/>: each property knows the column it stands for.</summary>
internal static class PersonalModel
{
    public static void Configure(ModelConfigurationBuilder builder)
    {
        builder.Properties<Personal<string>>().HaveConversion<Placeholder<string>>();
        builder.Properties<Personal<DateOnly>>().HaveConversion<Placeholder<DateOnly>>();
    }

    /// <summary>Once all columns have their names.</summary>
    public static void Bind(IMutableModel model)
    {
        foreach (var property in model.GetEntityTypes().SelectMany(e => e.GetProperties()).Where(p => IsPersonal(p.ClrType)))
        {
            var entity = (IMutableEntityType)property.DeclaringType;
            var column = new PersonalColumn($"{entity.GetSchema()}.{entity.GetTableName()}", property.GetColumnName());
            var of = property.ClrType.GenericTypeArguments[0];
            property.SetValueConverter((ValueConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(of), column)!);
            property.SetValueComparer((ValueComparer)Activator.CreateInstance(typeof(Comparer<>).MakeGenericType(of))!);
        }
    }

    public static bool IsPersonal(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Personal<>);

    private sealed class Placeholder<T>() : ValueConverter<Personal<T>, byte[]>(_ => Unbound(), _ => UnboundValue<T>())
        where T : notnull;

    private static byte[] Unbound() => throw new InvalidOperationException("A personal property was not bound to its column.");

    private static Personal<T> UnboundValue<T>()
        where T : notnull => throw new InvalidOperationException("A personal property was not bound to its column.");

    private sealed class Converter<T>(PersonalColumn column)
        : ValueConverter<Personal<T>, byte[]>(value => Written(value), stored => Personal<T>.FromStored(stored, column, null))
        where T : notnull;

    private static byte[] Written(Personal value) =>
        value.Stored ?? throw new InvalidOperationException("A personal value is written that was not sealed, or used in a query.");

    private sealed class Comparer<T>() : ValueComparer<Personal<T>>((a, b) => Same(a, b), value => value.GetHashCode(), value => value)
        where T : notnull;

    private static bool Same(Personal? one, Personal? other) => one is null ? other is null : one.Equals(other);
}

/// <summary>Values learn their row as they are read.</summary>
internal sealed class PersonalReading : IMaterializationInterceptor
{
    public static readonly PersonalReading Instance = new();

    private readonly ConcurrentDictionary<IEntityType, Plan> plans = new();

    private sealed record Plan(IProperty[] Keys, IProperty[] Values);

    public object InitializedInstance(MaterializationInterceptionData materializationData, object entity)
    {
        var plan = plans.GetOrAdd(
            materializationData.EntityType,
            type =>
                new([.. type.FindPrimaryKey()?.Properties ?? []], [.. type.GetProperties().Where(p => PersonalModel.IsPersonal(p.ClrType))])
        );
        if (plan.Values.Length == 0)
            return entity;

        var row = Personal.RowOf(plan.Keys.Select(k => k.GetGetter().GetClrValue(entity)));
        foreach (var property in plan.Values)
            ((Personal?)property.GetGetter().GetClrValue(entity))?.In(row);
        return entity;
    }
}

/// <summary>New values are encrypted for the row they are written to, just before.</summary>
internal sealed class PersonalWriting(TenantKeys keys) : SaveChangesInterceptor
{
    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        var db = (TenantDb)eventData.Context!;
        db.ChangeTracker.DetectChanges();
        foreach (var entry in db.ChangeTracker.Entries())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified))
                continue;

            string? row = null;
            foreach (var property in entry.Properties.Where(p => PersonalModel.IsPersonal(p.Metadata.ClrType)))
            {
                if (property.CurrentValue is not Personal value || (entry.State == EntityState.Modified && !property.IsModified))
                    continue;

                var column = new PersonalColumn(
                    $"{entry.Metadata.GetSchema()}.{entry.Metadata.GetTableName()}",
                    property.Metadata.GetColumnName()
                );
                row ??= Personal.RowOf(entry.Metadata.FindPrimaryKey()!.Properties.Select(p => entry.Property(p.Name).CurrentValue));
                if (value.Stored is not null && value.Column == column && value.Row == row)
                    continue;
                var cipher = await keys.Of(db.Tenant, cancellationToken);
                // One that stands elsewhere too stays there as it is. Sealed before it is set: an equal one would not be.
                var own = value.Stored is null ? value : value.Copy();
                own.Seal(cipher, column, row);
                property.CurrentValue = own;
            }
        }
        return result;
    }
}
