using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.RenderTree;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Texts;

namespace Niaga.Site.Rendering;

/// <summary>
/// A page's components, each made once and drawn once, when its own data is there. Siblings read side by side. Nothing is compared and
/// nothing drawn twice, because nobody ever sees a half-made page.
/// </summary>
internal sealed class PageTree(HttpContext http, StaticRenderer renderer, Type page) : IDisposable
{
    private const int FullBuilder = 512;

    private readonly IServiceProvider services = http.RequestServices;
    private readonly RenderHandle handle = renderer.Handle;
    private readonly Words words = http.RequestServices.GetRequiredService<Words>();
    private readonly NavigationManager navigation = http.RequestServices.GetRequiredService<NavigationManager>();
    private readonly Queue<(PageNode Node, Task Data)> waiting = [];

    // Small components draw into one builder, each after the other: a builder of its own costs more than most of them draw.
    private readonly List<RenderTreeBuilder> builders = [];

    /// <summary>Set once the page is not to be shown: it sent the reader elsewhere, or there is nothing there.</summary>
    public bool Stopped { get; set; }

    /// <summary>Some form on it carries a token against forgery.</summary>
    public bool HasForm { get; private set; }

    public PageNode Root { get; private set; } = null!;

    /// <summary>The last title and head any component gave.</summary>
    public PageNode? Title { get; private set; }

    public PageNode? Head { get; private set; }

    /// <summary>Makes and draws everything from <paramref name="root"/> down.</summary>
    public async Task Render(Type root)
    {
        Root = new(null, ComponentPlan.Of(root));
        Start(Root, default, 0, 0);
        Exception? failed = null;
        while (waiting.TryDequeue(out var next))
        {
            try
            {
                await next.Data;
                if (failed is null)
                    Draw(next.Node);
            }
            catch (Exception e)
            {
                // The others still read through this request's session: it must not end under them.
                failed ??= e;
            }
        }
        if (failed is not null && !Stopped)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failed);
    }

    public void Dispose()
    {
        foreach (var builder in builders)
            builder.Dispose();
    }

    private void Start(PageNode node, ReadOnlySpan<RenderTreeFrame> attributes, int from, int to)
    {
        switch (node.Plan.Kind)
        {
            case ComponentKind.Ordinary:
                StartComponent(node, attributes[from..to]);
                return;
            case ComponentKind.HeadOutlet:
                return;
            case ComponentKind.Antiforgery:
                HasForm = true;
                return;
            case ComponentKind.Page:
                node.Content = InLayouts(ComponentPlan.Of(page).Layout, PageItself);
                break;
            case ComponentKind.LayoutView:
                node.Content = InLayouts((Type?)Value(attributes[from..to], "Layout"), Content(attributes[from..to]));
                break;
            case ComponentKind.Dynamic:
                node.Content = Dynamic(attributes[from..to]);
                break;
            case ComponentKind.Cascade:
                node.Value = Value(attributes[from..to], "Value");
                node.ValueName = (string?)Value(attributes[from..to], "Name");
                node.Content = Content(attributes[from..to]);
                break;
            case ComponentKind.Title:
                Title = node;
                var title = Content(attributes[from..to]);
                node.Content = builder =>
                {
                    builder.OpenElement(0, "title");
                    builder.AddContent(1, title);
                    builder.CloseElement();
                };
                break;
            case ComponentKind.Head:
                Head = node;
                node.Content = Content(attributes[from..to]);
                break;
        }
        Draw(node);
    }

    private void StartComponent(PageNode node, ReadOnlySpan<RenderTreeFrame> attributes)
    {
        var plan = node.Plan;
        var component = plan.Make();
        foreach (var injection in plan.Injections)
            injection.Set(component, Service(injection.Type));
        component.Attach(handle);
        Dictionary<string, object>? unmatched = null;
        foreach (ref readonly var frame in attributes)
        {
            if (plan.TryParameter(frame.AttributeName, out var set))
                set(component, frame.AttributeValue);
            else
                (unmatched ??= new(StringComparer.OrdinalIgnoreCase))[frame.AttributeName] = frame.AttributeValue;
        }
        if (unmatched is not null)
            plan.SetUnmatched(component, unmatched);
        foreach (var cascading in plan.Cascadings)
        {
            if (TryCascade(node.Parent, cascading, out var value))
                cascading.Set(component, value);
        }
        foreach (var asked in plan.Queries)
            asked.Set(component, FromText(http.Request.Query[asked.Name], asked.Type));
        if (plan.Type == page)
        {
            foreach (var (name, type, set) in plan.Routed)
            {
                if (http.Request.RouteValues.TryGetValue(name, out var value))
                    set(component, FromText(Convert.ToString(value, CultureInfo.InvariantCulture), type));
            }
        }
        var data = component.SetParametersAsync(ParameterView.Empty);
        node.Content = FragmentOf((ComponentBase)component);
        if (data.IsCompletedSuccessfully)
            Draw(node);
        else
            waiting.Enqueue((node, data));
    }

    private void Draw(PageNode node)
    {
        if (Stopped || node.Content is null)
            return;

        var builder = builders.Count > 0 && builders[^1].GetFrames().Count < FullBuilder ? builders[^1] : NewBuilder();
        node.Builder = builder;
        node.From = builder.GetFrames().Count;
        node.Content(builder);
        node.To = builder.GetFrames().Count;
        for (var i = node.From; i < node.To; i++)
        {
            // Asked for again at each turn: what a child draws may move them.
            var frames = builder.GetFrames().Array;
            if (frames[i].FrameType != RenderTreeFrameType.Component)
                continue;

            var child = new PageNode(node, ComponentPlan.Of(frames[i].ComponentType));
            node.Add(child);
            var end = i + frames[i].ComponentSubtreeLength;
            var attributes = i + 1;
            while (attributes < end && frames[attributes].FrameType == RenderTreeFrameType.Attribute)
                attributes++;
            Start(child, frames, i + 1, attributes);
            i = end - 1;
        }
    }

    private RenderTreeBuilder NewBuilder()
    {
        var builder = new RenderTreeBuilder();
        builders.Add(builder);
        return builder;
    }

    private void PageItself(RenderTreeBuilder builder)
    {
        builder.OpenComponent(0, page);
        builder.CloseComponent();
    }

    private static RenderFragment? InLayouts(Type? layout, RenderFragment? content)
    {
        while (layout is not null)
        {
            var (outer, inner) = (layout, content);
            content = builder =>
            {
                builder.OpenComponent(0, outer);
                builder.AddComponentParameter(1, nameof(LayoutComponentBase.Body), inner);
                builder.CloseComponent();
            };
            layout = ComponentPlan.Of(layout).Layout;
        }
        return content;
    }

    private static RenderFragment Dynamic(ReadOnlySpan<RenderTreeFrame> attributes)
    {
        var type = (Type)Value(attributes, nameof(DynamicComponent.Type))!;
        var given = (IDictionary<string, object?>?)Value(attributes, nameof(DynamicComponent.Parameters));
        return builder =>
        {
            builder.OpenComponent(0, type);
            foreach (var (name, value) in given ?? new Dictionary<string, object?>())
                builder.AddComponentParameter(1, name, value);
            builder.CloseComponent();
        };
    }

    private static RenderFragment? Content(ReadOnlySpan<RenderTreeFrame> attributes) => (RenderFragment?)Value(attributes, "ChildContent");

    private static object? Value(ReadOnlySpan<RenderTreeFrame> attributes, string name)
    {
        foreach (ref readonly var frame in attributes)
        {
            if (frame.AttributeName == name)
                return frame.AttributeValue;
        }
        return null;
    }

    private object? Service(Type type) =>
        type == typeof(Words) ? words
        : type == typeof(NavigationManager) ? navigation
        : services.GetRequiredService(type);

    /// <summary>The nearest value handed down that fits, the request itself at the very top.</summary>
    private bool TryCascade(PageNode? from, ComponentPlan.Cascading wanted, out object? value)
    {
        for (var node = from; node is not null; node = node.Parent)
        {
            if (node.Plan.Cascades is { } type && wanted.Type.IsAssignableFrom(type) && wanted.Name == node.ValueName)
            {
                value = node.Value;
                return true;
            }
        }
        value = http;
        return wanted.Type == typeof(HttpContext) && wanted.Name is null;
    }

    /// <summary>A value of the address as the property's type; one that does not fit counts as absent.</summary>
    private static object? FromText(string? text, Type type)
    {
        if (text is null)
            return null;

        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return text;
        if (type == typeof(Guid))
            return Guid.TryParse(text, out var id) ? id : null;
        if (type == typeof(int))
            return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (type == typeof(bool))
            return bool.TryParse(text, out var flag) ? flag : null;

        throw new NotSupportedException($"A page takes no {type} from its address; take a string and read it.");
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_renderFragment")]
    private static extern ref RenderFragment FragmentField(ComponentBase component);

    private static RenderFragment FragmentOf(ComponentBase component) => FragmentField(component);
}

/// <summary>A component on its page.</summary>
internal sealed class PageNode(PageNode? parent, ComponentPlan plan)
{
    private PageNode? lastChild;

    public PageNode? Parent { get; } = parent;

    public ComponentPlan Plan { get; } = plan;

    /// <summary>What a cascading value hands down.</summary>
    public object? Value { get; set; }

    public string? ValueName { get; set; }

    /// <summary>What it draws.</summary>
    public RenderFragment? Content { get; set; }

    /// <summary>Holds what it drew, from frame <see cref="From"/> up to <see cref="To"/>; null until then.</summary>
    public RenderTreeBuilder? Builder { get; set; }

    public int From { get; set; }

    public int To { get; set; }

    /// <summary>First of the components it drew, in the order they stand in its frames.</summary>
    public PageNode? FirstChild { get; private set; }

    /// <summary>The component its parent drew after it.</summary>
    public PageNode? Next { get; private set; }

    public void Add(PageNode child)
    {
        if (lastChild is null)
            FirstChild = child;
        else
            lastChild.Next = child;
        lastChild = child;
    }
}
