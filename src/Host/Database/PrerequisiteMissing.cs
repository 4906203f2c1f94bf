namespace Niaga.Host.Database;

/// <summary>Niaga cannot start for a reason outside the program. The message is one line for the person at the terminal.</summary>
internal sealed class PrerequisiteMissing(string message) : Exception(message);
