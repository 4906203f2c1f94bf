using Niaga.Papers;
using Niaga.Papers.Layout;
using Niaga.Papers.Typesetting;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Papers;

/// <summary>A table too wide for its sheet finds room without a broken figure.</summary>
public sealed class SheetFitTests
{
    private const string Heading = "Sales without a cost";

    [Fact]
    public void Few_columns_leave_the_sheet_as_it_is()
    {
        var fit = Of(plain: 4, details: 0);
        (fit.Medium, fit.TableSize, Columns(fit)).ShouldBe((Medium.A4, Medium.A4.TextSize, 5));
    }

    [Fact]
    public void More_columns_turn_it_and_make_the_type_smaller()
    {
        var fit = Of(plain: 8, details: 0);
        (fit.Medium.Width, fit.Medium.Height).ShouldBe((Medium.A4.Height!.Value, Medium.A4.Width));
        Columns(fit).ShouldBe(9);
        Whole(fit);
    }

    [Fact]
    public void Details_go_before_a_figure_is_broken()
    {
        var fit = Of(plain: 6, details: 20);
        Columns(fit).ShouldBe(7);
        Whole(fit);
    }

    private static int Columns(SheetFit fit) => fit.Tables.ShouldHaveSingleItem().Heads.Count;

    private static SheetFit Of(int plain, int details)
    {
        var paper = new Paper("Margin", "2026", new Words(null!));
        var amount = Money.FromSen(1_234_567_890);
        paper.Table<int>(
            [1],
            _ => null,
            [
                new("Product", _ => "Lampu kristal dari Murano"),
                .. Enumerable.Repeat(new PaperColumn<int>(Heading, _ => amount, Right: true), plain),
                .. Enumerable.Repeat(new PaperColumn<int>(Heading, _ => amount, Right: true, Detail: true), details),
            ]
        );
        return SheetFit.Of(paper, Medium.A4);
    }

    private static void Whole(SheetFit fit)
    {
        var (type, table) = (new Typesetter(), fit.Tables[0]);
        var widths = new TableWidths(table, type).Of(fit.TableSize, fit.Medium.Inner);
        (widths.Sum() + TableWidths.Gap * (widths.Length - 1)).ShouldBe(fit.Medium.Inner, 0.5);
        for (var i = 1; i < widths.Length; i++)
        {
            type.Wrap(table.Rows[0].Cells[i], fit.TableSize, widths[i]).Count.ShouldBe(1);
            widths[i].ShouldBeGreaterThan(type.WidestWord(table.Heads[i], fit.TableSize * TableWidths.HeadScale, bold: true));
        }
    }
}
