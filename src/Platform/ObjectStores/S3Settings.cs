namespace Niaga.Platform.ObjectStores;

/// <summary>A bucket of an S3-compatible server. Without a bucket a folder is used.</summary>
public sealed class S3Settings
{
    /// <summary>The server's address, such as <c>https://s3.ap-southeast-5.amazonaws.com</c>.</summary>
    public string? Address { get; set; }

    public string? Bucket { get; set; }

    /// <summary>The region that requests are signed for.</summary>
    public string Region { get; set; } = "us-east-1";

    public string? AccessKey { get; set; }

    public string? SecretKey { get; set; }

    /// <summary>What all names begin with, where the bucket holds other things too.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Longest time of one request.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
