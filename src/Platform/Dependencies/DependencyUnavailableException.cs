namespace Niaga.Platform.Dependencies;

/// <summary>
/// A server outside did not answer. Work that meets it waits and is tried again without counting the attempt; a request answers in words.
/// </summary>
/// <param name="name">Which, as the log calls it.</param>
/// <param name="reported">The log has said that it is away.</param>
/// <param name="cause">What failed; null where nothing was tried.</param>
internal sealed class DependencyUnavailableException(string name, bool reported, Exception? cause = null)
    : IOException($"{name} does not answer.", cause)
{
    public bool Reported => reported;

    /// <summary>Whether an exception comes from an outage that the log knows of.</summary>
    public static bool IsReported(Exception? exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is DependencyUnavailableException { Reported: true })
                return true;
        }
        return false;
    }
}
