using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;

namespace Niaga.Platform.ObjectStores;

/// <summary>A bucket of Amazon S3 or of any server that speaks its protocol.</summary>
internal sealed class S3Store : IObjectStore, IDisposable
{
    private readonly S3Settings settings;
    private readonly AmazonS3Client client;

    /// <exception cref="InvalidOperationException">A setting is missing; says which.</exception>
    public S3Store(S3Settings settings)
    {
        foreach (
            var (name, value) in new[]
            {
                ("Address", settings.Address),
                ("Bucket", settings.Bucket),
                ("AccessKey", settings.AccessKey),
                ("SecretKey", settings.SecretKey),
            }
        )
        {
            if (string.IsNullOrWhiteSpace(value))
                throw new InvalidOperationException($"The S3 store has no {name}.");
        }
        this.settings = settings;
        client = new(
            new BasicAWSCredentials(settings.AccessKey, settings.SecretKey),
            new AmazonS3Config
            {
                ServiceURL = settings.Address,
                AuthenticationRegion = settings.Region,
                ForcePathStyle = true,
                Timeout = settings.Timeout,
                MaxErrorRetry = 2,
                // Servers beside Amazon's often know no checksums in trailers.
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
                ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            }
        );
    }

    public string Place => $"{settings.Address}/{settings.Bucket}/{settings.Prefix}";

    public async Task Put(string name, Stream content, CancellationToken cancel)
    {
        if (!content.CanSeek)
        {
            // In parts, since nobody knows how much there is.
            using var transfer = new TransferUtility(client);
            await transfer.UploadAsync(content, settings.Bucket, settings.Prefix + name, cancel);
            return;
        }
        await client.PutObjectAsync(
            new()
            {
                BucketName = settings.Bucket,
                Key = settings.Prefix + name,
                InputStream = content,
                AutoCloseStream = false,
                ContentType = "application/octet-stream",
            },
            cancel
        );
    }

    public async Task<Stream?> Open(string name, CancellationToken cancel)
    {
        try
        {
            var answer = await client.GetObjectAsync(settings.Bucket, settings.Prefix + name, cancel);
            return answer.ResponseStream;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
    }

    public Task Delete(string name, CancellationToken cancel) => client.DeleteObjectAsync(settings.Bucket, settings.Prefix + name, cancel);

    public async IAsyncEnumerable<StoredObject> List(string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        var pages = client.Paginators.ListObjectsV2(new() { BucketName = settings.Bucket, Prefix = settings.Prefix + prefix });
        await foreach (var one in pages.S3Objects.WithCancellation(cancel))
            yield return new(
                one.Key[settings.Prefix.Length..],
                one.Size ?? 0,
                new(one.LastModified?.ToUniversalTime() ?? DateTime.UnixEpoch)
            );
    }

    public void Dispose() => client.Dispose();
}
