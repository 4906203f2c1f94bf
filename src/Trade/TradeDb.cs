using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Platform.Data;

namespace Niaga.Trade;

/// <summary>The tables of schema <c>trade</c> that Entity Framework reads, each described in its folder.</summary>
internal sealed class TradeDb(DbContextOptions<TradeDb> options) : TenantDb(options)
{
    protected override string Schema => "trade";

    protected override void Describe(ModelBuilder model) => model.WithFields().ApplyConfigurationsFromAssembly(typeof(TradeDb).Assembly);
}
