namespace Niaga.Platform.Encryption;

/// <summary>
/// The key that wraps the businesses' keys. It lies outside the database, and where it is a service outside this program too. Wrapping
/// binds a secret to what it is for: one that is put in another's place does not unwrap.
/// </summary>
public interface IMasterKey
{
    /// <summary>The version that wraps now.</summary>
    Task<string> Version(CancellationToken cancel);

    /// <summary>Wraps a secret with the newest version.</summary>
    /// <param name="secret">32 bytes.</param>
    /// <param name="context">What it is for: business, kind and version.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Printable text that names the version it was wrapped with.</returns>
    Task<string> Wrap(byte[] secret, byte[] context, CancellationToken cancel);

    /// <exception cref="MasterKeyException">It was wrapped by another key, for something else, or the key is not there.</exception>
    Task<byte[]> Unwrap(string wrapped, byte[] context, CancellationToken cancel);

    /// <summary>Whether the newest version wrapped it.</summary>
    Task<bool> IsCurrent(string wrapped, CancellationToken cancel);
}

/// <summary>The master key cannot be used; says what an operator has to look at, and nothing of the key.</summary>
public sealed class MasterKeyException(string message, Exception? inner = null) : Exception(message, inner);
