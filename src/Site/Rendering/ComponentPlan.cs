using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Niaga.Site.Rendering;

/// <summary>How components of one type are made and filled; worked out once.</summary>
internal sealed class ComponentPlan
{
    private static readonly ConcurrentDictionary<Type, ComponentPlan> Plans = new();

    private readonly Func<object>? make;

    // As the framework takes them in any case; written as declared, as nearly all are, they are found without folding.
    private readonly Dictionary<string, Action<object, object?>> parameters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Action<object, object?>> parametersInAnyCase = new(StringComparer.OrdinalIgnoreCase);
    private readonly Action<object, object?>? unmatched;

    private ComponentPlan(Type type)
    {
        Type = type;
        Kind = KindOf(type);
        Cascades = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(CascadingValue<>) ? type.GetGenericArguments()[0] : null;
        Layout = type.GetCustomAttribute<LayoutAttribute>()?.LayoutType;
        if (Kind != ComponentKind.Ordinary)
            return;

        make = Expression.Lambda<Func<object>>(Expression.New(type)).Compile();
        var (injected, cascading, asked, routed) = (
            new List<Injected>(),
            new List<Cascading>(),
            new List<Asked>(),
            new List<(string, Type, Action<object, object?>)>()
        );
        for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            foreach (
                var property in at.GetProperties(
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                )
            )
            {
                if (property.GetCustomAttribute<InjectAttribute>() is not null)
                    injected.Add(new(property.PropertyType, Setter(property)));
                else if (property.GetCustomAttribute<CascadingParameterAttribute>() is { } cascade)
                    cascading.Add(new(property.PropertyType, cascade.Name, Setter(property)));
                else if (property.GetCustomAttribute<SupplyParameterFromQueryAttribute>() is { } query)
                    asked.Add(new(query.Name ?? property.Name, property.PropertyType, Setter(property)));
                else if (property.GetCustomAttribute<ParameterAttribute>() is { } parameter)
                {
                    if (parameter.CaptureUnmatchedValues)
                        unmatched = Setter(property);
                    else if (parametersInAnyCase.TryAdd(property.Name, Setter(property)))
                    {
                        parameters[property.Name] = parametersInAnyCase[property.Name];
                        routed.Add((property.Name, property.PropertyType, parameters[property.Name]));
                    }
                }
            }
        }
        (Injections, Cascadings, Queries, Routed) = ([.. injected], [.. cascading], [.. asked], [.. routed]);
    }

    public Type Type { get; }

    public ComponentKind Kind { get; }

    /// <summary>Of a <see cref="CascadingValue{TValue}"/>: the type it hands down.</summary>
    public Type? Cascades { get; }

    /// <summary>The layout a page or layout stands in.</summary>
    public Type? Layout { get; }

    public Injected[] Injections { get; } = [];

    public Cascading[] Cascadings { get; } = [];

    public Asked[] Queries { get; } = [];

    /// <summary>Parameters a page may take from its address.</summary>
    public (string Name, Type Type, Action<object, object?> Set)[] Routed { get; } = [];

    public static ComponentPlan Of(Type type) => Plans.GetOrAdd(type, t => new(t));

    public IComponent Make() => (IComponent)make!();

    /// <summary>The writer of a parameter; false where none takes that name.</summary>
    public bool TryParameter(string name, out Action<object, object?> set) =>
        parameters.TryGetValue(name, out set!) || parametersInAnyCase.TryGetValue(name, out set!);

    /// <summary>Gives a component the attributes none of its parameters takes.</summary>
    public void SetUnmatched(object component, Dictionary<string, object> values) =>
        (unmatched ?? throw new InvalidOperationException($"{Type} has no parameter {values.Keys.First()}."))(component, values);

    private static ComponentKind KindOf(Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(CascadingValue<>))
            return ComponentKind.Cascade;
        if (type == typeof(Router))
            return ComponentKind.Page;
        if (type == typeof(LayoutView))
            return ComponentKind.LayoutView;
        if (type == typeof(DynamicComponent))
            return ComponentKind.Dynamic;
        if (type == typeof(PageTitle))
            return ComponentKind.Title;
        if (type == typeof(HeadContent))
            return ComponentKind.Head;
        if (type == typeof(HeadOutlet))
            return ComponentKind.HeadOutlet;
        if (type == typeof(Microsoft.AspNetCore.Components.Forms.AntiforgeryToken))
            return ComponentKind.Antiforgery;

        return typeof(ComponentBase).IsAssignableFrom(type)
            ? ComponentKind.Ordinary
            : throw new NotSupportedException($"{type} is neither a ComponentBase nor one the page writer knows.");
    }

    private static Action<object, object?> Setter(PropertyInfo property) =>
        (Action<object, object?>)
            typeof(ComponentPlan)
                .GetMethod(nameof(SetterOf), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(property.DeclaringType!, property.PropertyType)
                .Invoke(null, [property])!;

    private static Action<object, object?> SetterOf<TComponent, TValue>(PropertyInfo property)
    {
        var set = property.SetMethod!.CreateDelegate<Action<TComponent, TValue>>();
        return (component, value) => set((TComponent)component, value is null ? default! : (TValue)value);
    }

    internal readonly record struct Injected(Type Type, Action<object, object?> Set);

    internal readonly record struct Cascading(Type Type, string? Name, Action<object, object?> Set);

    internal readonly record struct Asked(string Name, Type Type, Action<object, object?> Set);
}

/// <summary>The framework's own components that do their work through its renderer, and what stands for them here.</summary>
internal enum ComponentKind
{
    Ordinary,
    Cascade,
    Page,
    LayoutView,
    Dynamic,
    Title,
    Head,
    HeadOutlet,
    Antiforgery,
}
