using System.Globalization;
using Niaga.Papers.Layout;
using Niaga.Papers.Marks;
using Niaga.Papers.Typesetting;
using SkiaSharp;

namespace Niaga.Papers.Labels;

/// <summary>One label: name above, barcode in the middle, price below.</summary>
internal static class LabelLayout
{
    /// <summary>A bar thinner than this (mm) is lost by common printers and scanners: the code is then written only.</summary>
    private const float ThinnestBar = 0.19f;

    /// <summary>White beside the bars, in modules: what EAN-13 asks for on its left, the widest of the three.</summary>
    private const int QuietModules = 11;

    public static Action<SKCanvas> Of(Label label, float width, float height)
    {
        var type = new Typesetter();
        var padding = Math.Clamp(height * 0.07f, 3, 6);
        var (left, inner) = (padding * 1.3f, width - padding * 2.6f);

        var foot = Foot(type, label, left, inner, Math.Clamp(height * 0.16f, 9, 19));

        var bars = label.Code is { } code ? CodeMark.Barcode(code) : null;
        var module = bars is null ? 0 : Math.Min(0.4f * Medium.Millimetre, width / (bars.Width + 2 * QuietModules));
        if (module < ThinnestBar * Medium.Millimetre)
            bars = null;

        var digits = new Flow(type, left, inner);
        var digitSize = Math.Clamp(height * 0.075f, 5, 8);
        if (label.Code is { } written)
            digits.Line(Fitting(type, written, inner, digitSize), digitSize, Align.Centre);

        var room = height - 2 * padding - foot.Height - digits.Height;
        var name = Name(type, label.Name, left, inner, Math.Clamp(height * 0.11f, 6, 11), bars is null ? room : room * 0.55f);
        var barsHeight = room - name.Height - 2;
        return canvas =>
        {
            name.Draw(canvas, padding);
            var y = padding + name.Height + 1;
            bars?.Draw(canvas, SKRect.Create((width - bars.Width * module) / 2, y, bars.Width * module, barsHeight));
            digits.Draw(canvas, height - padding - foot.Height - digits.Height);
            foot.Draw(canvas, height - padding - foot.Height);
        };
    }

    /// <summary>The name in as many lines as there is room for; smaller before it is cut.</summary>
    private static Flow Name(Typesetter type, string name, float left, float width, float size, float room)
    {
        for (var smaller = size; smaller >= size * 0.7f; smaller *= 0.92f)
        {
            var flow = new Flow(type, left, width);
            flow.Text(name, smaller, bold: true);
            if (flow.Height <= room)
                return flow;
        }
        var least = size * 0.7f;
        var letters = new StringInfo(name);
        for (var length = letters.LengthInTextElements - 1; ; length--)
        {
            var flow = new Flow(type, left, width);
            flow.Text(letters.SubstringByTextElements(0, Math.Max(0, length)).TrimEnd() + "…", least, bold: true);
            if (flow.Height <= room || length <= 0)
                return flow;
        }
    }

    /// <summary>The price as large as it fits; beside it, where there is room, something small.</summary>
    private static Piece Foot(Typesetter type, Label label, float left, float width, float size)
    {
        if (label.Price is not { } written)
            return new(0, (_, _) => { });

        while (size > 6 && type.Line(written, size, bold: true).Width > width)
            size *= 0.95f;
        var price = type.Line(written, size, bold: true);
        var small = size * 0.45f;
        var room = width - price.Width - size / 2;
        var detail = type.Line(room > small * 4 ? Fitting(type, label.Detail ?? "", room, small) : "", small);
        return new(
            price.Height,
            (canvas, y) =>
            {
                using var paint = new SKPaint { IsAntialias = true };
                price.Draw(canvas, left, y, paint);
                detail.Draw(canvas, left + width - detail.Width, y + price.Baseline - detail.Baseline, paint);
            }
        );
    }

    private static string Fitting(Typesetter type, string text, float width, float size)
    {
        var shown = text;
        while (shown.Length > 1 && type.Line(shown, size).Width > width)
            shown = shown[..^2].TrimEnd() + "…";
        return shown;
    }
}
