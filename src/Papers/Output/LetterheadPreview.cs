using Niaga.Papers.Letterheads;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Papers.Output;

/// <summary>How papers would look, before anything is saved.</summary>
internal sealed class LetterheadPreview(Words words)
{
    /// <param name="A4">PNG.</param>
    /// <param name="Slip">PNG.</param>
    internal sealed record Pictures(byte[] A4, byte[] Slip);

    /// <param name="head">What is saved.</param>
    /// <param name="tried">What is typed in the form and not refused; null shows what is saved.</param>
    public Pictures Draw(Letterhead head, ChangeLetterhead.Input? tried = null)
    {
        if (tried is not null && LetterheadColour.TryParse(tried.Colour, out var colour))
        {
            head = head with
            {
                Colour = colour,
                Footer = string.IsNullOrWhiteSpace(tried.Footer) ? null : tried.Footer.Trim(),
                Logo = tried.Logo ?? head.Logo,
            };
        }
        return new(PaperPrinter.Preview(Sample(), head, PaperFormat.A4), PaperPrinter.Preview(Sample(), head, PaperFormat.Slip80));
    }

    /// <summary>A receipt with a name in each of the shop's scripts.</summary>
    private Paper Sample()
    {
        (string Name, Quantity Quantity, Money Amount)[] rows =
        [
            ("Kopi O ais", Quantity.FromUnits(2), Money.FromSen(560)),
            ("海南鸡饭", Quantity.FromUnits(1), Money.FromSen(1250)),
            ("மசாலா தோசை", Quantity.FromUnits(1), Money.FromSen(690)),
        ];
        return new Paper(words["papers.sample.title"], "R-000123", words)
            .Fact(words["papers.sample.number"], "R-000123")
            .Table(
                rows,
                row => $"{row.Quantity} ×",
                new(words["papers.sample.item"], row => row.Name),
                new(words["papers.sample.quantity"], row => row.Quantity),
                new(words["papers.sample.amount"], row => row.Amount)
            )
            .Sum(words["papers.sample.total"], Money.Sum(rows.Select(r => r.Amount)), strong: true)
            .Qr("https://niaga.my", words["papers.sample.qr"])
            .Note(words["papers.sample.thanks"]);
    }
}
