using Microsoft.Extensions.DependencyInjection;

namespace Niaga.Platform.Modules;

/// <summary>Fills businesses with demonstration data through the real use cases, or by SQL that keeps every invariant.</summary>
public interface IDemo
{
    /// <summary>Makes what is missing; a second run changes nothing.</summary>
    Task Fill(CancellationToken cancel);
}

/// <summary>Who can sign in to the demonstration.</summary>
public static class DemoAccounts
{
    public const string Password = "tiga cawan teh tarik";

    public static readonly Account First = new("kedai-ah-seng", "Kedai Runcit Ah Seng", "Tan Ah Seng", "ahseng@demo.niaga.my");

    public static readonly Account Second = new("butik-melati", "Butik Melati", "Nur Melati binti Osman", "melati@demo.niaga.my");

    public sealed record Account(string Slug, string Business, string Owner, string Email);
}

/// <summary>What a demonstration's business says of itself on its receipts.</summary>
public sealed record DemoAddress(
    string State,
    string Line1,
    string Postcode,
    string Town,
    string Phone,
    string SsmNumber,
    string? SstNumber
);

/// <summary>
/// A scope in which the owner of a demonstration's business acts; signs the business up when it does not exist. Run use cases in it, then
/// dispose it.
/// </summary>
public delegate Task<AsyncServiceScope> EnterDemoBusiness(
    DemoAccounts.Account account,
    string industry,
    DemoAddress address,
    CancellationToken cancel
);
