namespace Niaga.Contract;

/// <summary>A business area Niaga can be extended by. One class per module describes all that the module adds.</summary>
public interface IModule
{
    /// <summary>The manifest. Called once at start-up; must not touch the database or the clock.</summary>
    Manifest Describe();
}

/// <summary>Marks an assembly as a module: the host finds modules by this attribute and by nothing else.</summary>
/// <param name="module">The class that implements <see cref="IModule"/>.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class NiagaModuleAttribute(Type module) : Attribute
{
    /// <summary>The class that implements <see cref="IModule"/>; it has a parameterless constructor.</summary>
    public Type Module { get; } = module;
}
