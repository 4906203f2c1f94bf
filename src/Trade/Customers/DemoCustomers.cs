using Niaga.Platform.UseCases;

namespace Niaga.Trade.Customers;

/// <summary>Customers for a module's demonstration. Names, places and numbers are made up.</summary>
public static class DemoCustomers
{
    private static readonly string[] People =
    [
        "Nur Aisyah binti Rahman",
        "Muhammad Hafiz bin Ismail",
        "Tan Mei Ling",
        "Kavitha a/p Subramaniam",
        "Siti Zulaikha binti Yusof",
        "Lim Chee Keong",
        "Ahmad Faizal bin Osman",
        "Rajesh a/l Muthu",
        "Wong Siew Fong",
        "Farah Nabila binti Aziz",
        "Ng Wei Jie",
        "Norhayati binti Hassan",
        "Suresh a/l Krishnan",
        "Amirul Hakim bin Zainal",
        "Chong Li Ying",
        "Roslina binti Kadir",
        "Jasmin binti Abdullah",
        "Goh Boon Hock",
        "Puteri Balqis binti Razak",
        "Deepa a/p Ganesan",
    ];

    private static readonly string[] Companies = ["Restoran Selera Kampung Sdn Bhd", "Kafe Pagi Enterprise", "Maju Jaya Trading Sdn Bhd"];

    private static readonly (string Postcode, string Town, string State)[] Places =
    [
        ("41050", "Klang", "10"),
        ("15200", "Kota Bharu", "03"),
        ("50450", "Kuala Lumpur", "14"),
        ("10400", "George Town", "07"),
    ];

    /// <summary>Adds them where the business has none yet, as whoever calls may.</summary>
    /// <param name="runner">Of the business's owner.</param>
    /// <param name="seed">The same seed, the same customers.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Their ids; none where there were customers already.</returns>
    public static async Task<IReadOnlyList<Guid>> Fill(UseCaseRunner runner, int seed, CancellationToken cancel)
    {
        var filled = await FillDemoCustomers.Do(runner, new(Of(seed)), cancel);
        return filled.Refusal is { } refusal
            ? throw new InvalidOperationException($"The demonstration was refused: {refusal.Code}")
            : filled.Value;
    }

    private static List<CustomerInput> Of(int seed)
    {
        var random = new Random(seed);
        var people = People.Select(
            (name, i) =>
                new CustomerInput(
                    CustomerKinds.Person,
                    name,
                    [$"012-{300 + seed} {1000 + i * 37}"],
                    i % 3 == 0 ? [$"{name.Split(' ')[^1].ToLowerInvariant()}{i}@example.my"] : null,
                    i % 4 == 0 ? [Address(random)] : null,
                    Group: i % 5 == 0 ? "Ahli" : null,
                    Tags: i % 7 == 0 ? ["VIP"] : null
                )
                {
                    Identity = i % 6 == 0 ? MadeUpMyKad(seed, i) : null,
                }
        );
        var companies = Companies.Select(
            (name, i) =>
                new CustomerInput(
                    CustomerKinds.Company,
                    name,
                    [$"03-3{300 + seed} {2000 + i * 41}"],
                    [$"akaun{i}@example.my"],
                    [Address(random)],
                    Tin: $"C25{seed}84563{i}0",
                    Registration: $"20200103456{i}",
                    Group: "Borong",
                    CreditLimit: "2000.00"
                )
        );
        return [.. people, .. companies];
    }

    /// <summary>Of nobody: its form is right, its place of birth one that is hardly ever given out.</summary>
    private static string MadeUpMyKad(int seed, int i) => $"{70 + i % 30:00}0{1 + i % 9}1{i % 9}-99-{1000 + (seed % 10 * 800) + i:0000}";

    private static CustomerAddressInput Address(Random random)
    {
        var (postcode, town, state) = Places[random.Next(Places.Length)];
        return new(null, $"{random.Next(1, 90)}, Jalan Mawar {random.Next(1, 20)}", null, postcode, town, state);
    }
}
