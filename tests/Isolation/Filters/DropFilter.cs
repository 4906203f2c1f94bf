using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Niaga.Platform.Data;

namespace Niaga.Isolation.Filters;

/// <summary>Builds a context's model as it is, then takes the tenant's query filter off one entity: the mutant.</summary>
internal sealed class DropFilter(ModelCustomizerDependencies dependencies) : RelationalModelCustomizer(dependencies)
{
    private static readonly AsyncLocal<Type?> Chosen = new();

    /// <summary>The entity that loses its filter in contexts made from now on; null for none.</summary>
    public static Type? Entity
    {
        get => Chosen.Value;
        set => Chosen.Value = value;
    }

    public override void Customize(ModelBuilder modelBuilder, DbContext context)
    {
        base.Customize(modelBuilder, context);
        if (Entity is { } entity)
            modelBuilder.Model.FindEntityType(entity)!.SetQueryFilter(TenantDb.TenantFilter, null);
    }

    /// <summary>A model without a filter is another model.</summary>
    internal sealed class Key : IModelCacheKeyFactory
    {
        public object Create(DbContext context, bool designTime) => (context.GetType(), Entity, designTime);
    }
}
