using System.IO.Pipelines;
using System.Security.Cryptography;
using Niaga.Host.Database;
using Niaga.Platform.ObjectStores;

namespace Niaga.Host.Backups;

/// <summary>Where backups lie: objects such as <c>7301…/wal/0000….gz.pgp</c>, whole or not there, in a folder or a bucket.</summary>
internal sealed class BackupStore(IObjectStore objects)
{
    /// <summary>Size and hash of an object as it was written.</summary>
    internal readonly record struct Written(long Bytes, string Sha256);

    public static BackupStore Of(BackupSettings settings) =>
        new(settings.S3.Bucket is { Length: > 0 } ? new S3Store(settings.S3) : new FolderStore(settings.Folder!));

    public string Place => objects.Place;

    /// <summary>Writes an object, over an older one of the same name; until it is whole the older one stays.</summary>
    public async Task<Written> Write(string name, Func<Stream, Task> write, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var pipe = new Pipe(new(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19));
        using var sha = SHA256.Create();
        var bytes = 0L;
        // What writes blocks while the store is slower; on a thread of its own, as the encryption cannot wait otherwise.
        var writing = Task.Run(
            async () =>
            {
                try
                {
                    await using (var counted = new Counted(pipe.Writer.AsStream(leaveOpen: true)))
                    {
                        await using (var hashed = new CryptoStream(counted, sha, CryptoStreamMode.Write, leaveOpen: true))
                            await write(hashed);
                        bytes = counted.Length;
                    }
                    await pipe.Writer.CompleteAsync();
                }
                catch (Exception e)
                {
                    // The store must never take what was cut off for whole.
                    await pipe.Writer.CompleteAsync(e);
                    throw;
                }
            },
            CancellationToken.None
        );
        try
        {
            await objects.Put(name, pipe.Reader.AsStream(), stop.Token);
        }
        catch
        {
            await pipe.Reader.CompleteAsync();
            // Whoever failed first says why.
            await writing;
            throw;
        }
        await writing;
        return new(bytes, Convert.ToHexStringLower(sha.Hash!));
    }

    /// <exception cref="InvalidDataException">There is none.</exception>
    public async Task<Stream> Open(string name, CancellationToken cancel) =>
        await objects.Open(name, cancel) ?? throw new InvalidDataException($"{name} is gone from {Place}.");

    public async Task<bool> Has(string name, CancellationToken cancel)
    {
        await using var there = await objects.Open(name, cancel);
        return there is not null;
    }

    /// <summary>Objects whose names begin so, by name.</summary>
    public async Task<IReadOnlyList<StoredObject>> List(string prefix, CancellationToken cancel)
    {
        var found = new List<StoredObject>();
        await foreach (var one in objects.List(prefix, cancel))
            found.Add(one);
        return [.. found.OrderBy(o => o.Name, StringComparer.Ordinal)];
    }

    public Task Delete(string name, CancellationToken cancel) => objects.Delete(name, cancel);

    private sealed class Counted(Stream to) : Stream
    {
        private long length;

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => length;
        public override long Position
        {
            get => length;
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            to.Write(buffer, offset, count);
            length += count;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await to.WriteAsync(buffer, cancellationToken);
            length += buffer.Length;
        }

        public override void Flush() => to.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
