using System.Buffers;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components.RenderTree;

namespace Niaga.Site.Rendering;

/// <summary>Writes a drawn page as UTF-8, byte for byte as the framework's static renderer writes it.</summary>
internal sealed class HtmlWriter(PageTree page, PageBuffer output, string antiforgery, string address)
{
    // What HtmlEncoder.Default leaves as it is.
    private static readonly SearchValues<char> Plain = SearchValues.Create([
        .. Enumerable.Range(' ', 95).Select(c => (char)c).Where(c => c is not ('<' or '>' or '&' or '"' or '\'' or '+' or '`')),
    ]);

    private static readonly HashSet<string> Void = new(StringComparer.OrdinalIgnoreCase)
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    };

    private string? chosen;

    public void Write(PageNode node)
    {
        switch (node.Plan.Kind)
        {
            case ComponentKind.Title or ComponentKind.Head:
                return;
            case ComponentKind.HeadOutlet:
                WriteContent(page.Title);
                WriteContent(page.Head);
                return;
            case ComponentKind.Antiforgery:
                Raw(antiforgery);
                return;
            default:
                WriteContent(node);
                return;
        }
    }

    private void WriteContent(PageNode? node)
    {
        if (node?.Builder is null)
            return;

        var child = node.FirstChild;
        WriteFrames(node.Builder.GetFrames().Array, node.From, node.To, ref child);
    }

    private void WriteFrames(RenderTreeFrame[] frames, int from, int to, ref PageNode? child)
    {
        for (var i = from; i < to; )
        {
            ref var frame = ref frames[i];
            switch (frame.FrameType)
            {
                case RenderTreeFrameType.Markup:
                    Raw(frame.MarkupContent);
                    i++;
                    break;
                case RenderTreeFrameType.Text:
                    Encoded(frame.TextContent);
                    i++;
                    break;
                case RenderTreeFrameType.Element:
                    WriteElement(frames, i, ref child);
                    i += frame.ElementSubtreeLength;
                    break;
                case RenderTreeFrameType.Component:
                    Write(child!);
                    child = child!.Next;
                    i += frame.ComponentSubtreeLength;
                    break;
                case RenderTreeFrameType.NamedEvent:
                    output.Write("<input type=\"hidden\" name=\"_handler\" value=\""u8);
                    Encoded(frame.NamedEventAssignedName);
                    output.Write("\" />"u8);
                    i++;
                    break;
                case RenderTreeFrameType.Region:
                case RenderTreeFrameType.ElementReferenceCapture:
                case RenderTreeFrameType.ComponentReferenceCapture:
                    i++;
                    break;
                default:
                    throw new NotSupportedException($"The page writer knows no frame {frame.FrameType}.");
            }
        }
    }

    private void WriteElement(RenderTreeFrame[] frames, int at, ref PageNode? child)
    {
        var name = frames[at].ElementName;
        var end = at + frames[at].ElementSubtreeLength;
        var area = name is "textarea";
        output.Open(name);
        var i = at + 1;
        string? value = null;
        var leads = false;
        for (; i < end; i++)
        {
            ref var frame = ref frames[i];
            if (frame.FrameType == RenderTreeFrameType.ElementReferenceCapture)
                continue;
            if (frame.FrameType != RenderTreeFrameType.Attribute)
                break;
            var attribute = frame.AttributeName;
            if (attribute is "value")
            {
                value = frame.AttributeValue as string;
                if (area)
                    continue;
            }
            else if (attribute is "action")
                leads = true;
            if (frame.AttributeValue is string text)
                output.Attribute(attribute, Encoding(text));
            else if (frame.AttributeValue is true)
                output.Attribute(attribute);
        }
        // With a base address a form without one would lead to the base.
        if (!leads && name is "form")
            output.Attribute("action", Encoding(address));
        if (chosen is not null && name is "option" && value == chosen)
            output.Attribute("selected");
        if (i == end && !area)
        {
            if (Void.Contains(name))
                output.Write(" />"u8);
            else
            {
                output.Write(">"u8);
                output.Close(name);
            }
            return;
        }
        output.Write(">"u8);
        if (name is "select")
            chosen = value;
        if (area && !string.IsNullOrEmpty(value))
            Encoded(value);
        else if (name is "script" && frames.AsSpan(i, end - i).ContainsAnyText())
            throw new NotSupportedException("A script has no text in a page; the content policy would not run it.");
        else
            WriteFrames(frames, i, end, ref child);
        if (name is "select")
            chosen = null;
        output.Close(name);
    }

    private void Encoded(string text) => Raw(Encoding(text));

    private static string Encoding(string text) => text.AsSpan().ContainsAnyExcept(Plain) ? HtmlEncoder.Default.Encode(text) : text;

    private void Raw(string text) => output.Write(text);
}

internal static class FrameSpans
{
    public static bool ContainsAnyText(this Span<RenderTreeFrame> frames)
    {
        foreach (ref readonly var frame in frames)
        {
            if (frame.FrameType == RenderTreeFrameType.Text)
                return true;
        }
        return false;
    }
}
