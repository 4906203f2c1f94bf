namespace Niaga.Platform.Callers;

/// <summary>An endpoint for programs alone: a signed-in person's cookie does not open it, whatever they may do.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class ApiKeyOnlyAttribute : Attribute;
