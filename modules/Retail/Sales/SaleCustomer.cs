using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary>To whom a sale was made. Their name is asked of <c>CustomerNames</c>: a sale keeps an id and nothing personal.</summary>
internal sealed class SaleCustomer : ITenantRow
{
    private SaleCustomer() { }

    public TenantId TenantId { get; private set; }

    public Guid SaleId { get; private set; }

    public Guid CustomerId { get; private set; }
}

internal sealed class SaleCustomerTable : IEntityTypeConfiguration<SaleCustomer>
{
    public void Configure(EntityTypeBuilder<SaleCustomer> builder) =>
        builder.ToTable("sale_customers").HasKey(c => new { c.TenantId, c.SaleId });
}
