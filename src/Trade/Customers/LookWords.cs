using Niaga.Platform.Disclosures;
using Niaga.Platform.Texts;

namespace Niaga.Trade.Customers;

/// <summary>A look in words, for the page and the file.</summary>
internal static class LookWords
{
    public static string Who(Words words, Looks.Look look) =>
        look.Name ?? words["trade.looks.who." + (look.Person is null ? look.Channel : "left")];

    public static string Why(Words words, Looks.Look look) => words["purpose." + look.Purpose];

    public static string What(Words words, Looks.Look look) => string.Join(", ", look.Fields.Select(f => words["fact.fields." + f]));
}
