using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Niaga.Platform.Dependencies;
using Niaga.Platform.Encryption;
using Niaga.Platform.ObjectStores;
using Niaga.Platform.Values;

namespace Niaga.Platform.Files;

/// <summary>Where a file's bytes were put.</summary>
/// <param name="Object">Their name beside the business.</param>
/// <param name="KeyVersion">The data key's version.</param>
internal sealed record SealedFile(Guid Object, int KeyVersion);

/// <summary>The bytes of all businesses' files, each encrypted with its business's key and bound to its row.</summary>
internal sealed class FileStore(IObjectStore store, TenantKeys keys, TimeProvider clock, ILogger<FileStore> log)
{
    private static readonly PersonalColumn Column = new("platform.files", "content");

    private readonly DependencyHealth health = new(
        new("The file store", TimeSpan.FromSeconds(40), Failures: 3, Pause: TimeSpan.FromSeconds(5)),
        clock,
        log
    );

    public IObjectStore Objects => store;

    /// <summary>The object's name in the store.</summary>
    public static string NameOf(TenantId tenant, Guid name) => $"{PrefixOf(tenant)}{name:N}";

    /// <summary>What all of a business's objects begin with.</summary>
    public static string PrefixOf(TenantId tenant) => $"{tenant.Value:N}/";

    /// <summary>Writes a file's bytes. They are safe on return; without a row they are stray and go within two days.</summary>
    /// <exception cref="DependencyUnavailableException">The store did not take them.</exception>
    public async Task<SealedFile> Write(TenantId tenant, Guid file, byte[] content, CancellationToken cancel)
    {
        var cipher = await keys.Of(tenant, cancel);
        var sealedBytes = cipher.Seal(Column, Personal.RowOf(file), content);
        var where = new SealedFile(Guid.CreateVersion7(clock.GetUtcNow()), TenantCipher.VersionOf(sealedBytes)!.Value);
        using var stream = new MemoryStream(sealedBytes, writable: false);
        await health.Call(
            async limited =>
            {
                stream.Position = 0;
                await store.Put(NameOf(tenant, where.Object), stream, limited);
                return true;
            },
            IsOutage,
            cancel
        );
        return where;
    }

    /// <returns>The bytes, or null where they are gone or do not open: the log has been told.</returns>
    /// <exception cref="DependencyUnavailableException">The store does not answer.</exception>
    public async Task<byte[]?> Read(TenantId tenant, Guid file, Guid name, CancellationToken cancel)
    {
        var stored = await health.Call(
            async limited =>
            {
                await using var stream = await store.Open(NameOf(tenant, name), limited);
                if (stream is null)
                    return null;
                using var bytes = new MemoryStream();
                await stream.CopyToAsync(bytes, limited);
                return bytes.ToArray();
            },
            IsOutage,
            cancel
        );
        if (stored is null)
        {
            log.LogError("The bytes of file {File} of {Tenant} are not in the file store", file, tenant);
            return null;
        }
        var content = (await keys.Of(tenant, cancel)).Open(Column, Personal.RowOf(file), stored);
        if (content is null)
            log.LogError("The bytes of file {File} of {Tenant} do not open: changed, moved, or their key is gone", file, tenant);
        return content;
    }

    /// <exception cref="DependencyUnavailableException">The store does not answer.</exception>
    public Task Delete(TenantId tenant, Guid name, CancellationToken cancel) =>
        health.Call(
            async limited =>
            {
                await store.Delete(NameOf(tenant, name), limited);
                return true;
            },
            IsOutage,
            cancel
        );

    private static bool IsOutage(Exception e) =>
        e is IOException or UnauthorizedAccessException or HttpRequestException or AmazonServiceException or AmazonClientException;
}
