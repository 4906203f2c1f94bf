namespace Niaga.Platform.Encryption;

/// <summary>A column whose values are encrypted.</summary>
/// <param name="Table">Schema and name, such as <c>trade.customers</c>.</param>
/// <param name="Name">The column.</param>
public sealed record PersonalColumn(string Table, string Name)
{
    public override string ToString() => $"{Table}.{Name}";
}
