using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Niaga.Platform.Modules;

namespace Niaga.Host.ApiReference;

/// <summary>
/// The docstrings of the modules, as the compiler writes them beside each assembly. The framework's own generator reads public
/// types only, and a module shows none.
/// </summary>
internal sealed partial class XmlDocs
{
    private readonly FrozenDictionary<string, XElement> members;

    public XmlDocs(ModuleCatalog modules) =>
        members = modules
            .Assemblies.Select(a => Path.ChangeExtension(a.Location, ".xml"))
            .Where(File.Exists)
            .SelectMany(file => XDocument.Load(file).Descendants("member"))
            // What source generators write stands in every assembly under the same name.
            .DistinctBy(m => m.Attribute("name")!.Value)
            .ToFrozenDictionary(m => m.Attribute("name")!.Value, StringComparer.Ordinal);

    /// <summary>What a type is, or null when nothing is said.</summary>
    public string? Summary(Type type) => Text(Find("T:" + Name(type))?.Element("summary"));

    /// <summary>What a property means: its own summary, or the parameter of the record that it is.</summary>
    public string? Summary(PropertyInfo property) =>
        Text(Find($"P:{Name(property.DeclaringType!)}.{property.Name}")?.Element("summary")) ?? Text(RecordParameter(property));

    /// <summary>An example of a property's value, as it stands in JSON: the <c>example</c> of the record's parameter.</summary>
    public string? Example(PropertyInfo property) => RecordParameter(property)?.Attribute("example")?.Value;

    /// <summary>An example of a whole body, as JSON; null where those of its properties make it.</summary>
    public string? Example(Type type) => Text(Find("T:" + Name(type))?.Element("example"));

    private XElement? RecordParameter(PropertyInfo property) =>
        Find("T:" + Name(property.DeclaringType!))?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == property.Name);

    private XElement? Find(string name) => members.GetValueOrDefault(name);

    private static string Name(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string? Text(XElement? element)
    {
        if (element is null)
            return null;

        var words = string.Concat(
            element
                .Nodes()
                .Select(node =>
                    node switch
                    {
                        XText text => text.Value,
                        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                        XElement { Name.LocalName: "see" or "paramref" } link => Last(
                            (link.Attribute("cref") ?? link.Attribute("langword") ?? link.Attribute("name"))?.Value ?? link.Value
                        ),
                        XElement other => other.Value,
                        _ => "",
                    }
                )
        );
        var text = Spaces().Replace(words, " ").Trim();
        return text.Length == 0 ? null : text;
    }

    private static string Last(string reference) => reference[(reference.LastIndexOfAny(['.', ':']) + 1)..];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
