using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Niaga.Platform.Values;

namespace Niaga.Platform.Data;

/// <summary>How the platform's values lie in the database.</summary>
internal static class ValueConverters
{
    internal sealed class OfTenant() : ValueConverter<TenantId, Guid>(v => v.Value, v => new TenantId(v));

    internal sealed class OfPerson() : ValueConverter<PersonId, Guid>(v => v.Value, v => new PersonId(v));

    /// <summary>Sen, as bigint: numeric comparison is not leakproof and would lose its index under row-level security.</summary>
    internal sealed class OfMoney() : ValueConverter<Money, long>(v => v.Sen, v => new Money(v));

    /// <summary>Thousandths, as bigint, for the same reason.</summary>
    internal sealed class OfQuantity() : ValueConverter<Quantity, long>(v => v.Thousandths, v => new Quantity(v));
}
