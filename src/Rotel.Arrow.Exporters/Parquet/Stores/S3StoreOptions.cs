namespace Rotel.Arrow.Exporters.Parquet.Stores;

/// <summary>Server-side encryption of S3 objects.</summary>
public enum S3Encryption : byte
{
    /// <summary>What the bucket does by itself.</summary>
    BucketDefault = 0,

    /// <summary>Keys of S3 (<c>AES256</c>).</summary>
    S3Keys,

    /// <summary>A key of KMS (<c>aws:kms</c>).</summary>
    Kms,
}

/// <summary>A bucket of S3 or of a store that speaks its protocol. Credentials come from the SDK's chain.</summary>
public sealed record S3StoreOptions
{
    /// <summary>Name of the bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>What stands before every key, without slashes at its ends; may be empty.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Address of another store than AWS; null is AWS.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Region; null takes that of the environment, and us-east-1 with an <see cref="Endpoint"/>.</summary>
    public string? Region { get; init; }

    /// <summary>True: the bucket stands in the path and not in the host's name. Most stores other than AWS need it.</summary>
    public bool PathStyle { get; init; }

    /// <summary>Server-side encryption.</summary>
    public S3Encryption Encryption { get; init; }

    /// <summary>Key for <see cref="S3Encryption.Kms"/>; null takes the account's default key.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Size of a part, and of the largest object that is sent in one request; 5 MiB at least. Default 16 MiB.</summary>
    public long PartBytes { get; init; } = 16 << 20;

    /// <summary>Attempts of a request beyond the first. Default 5.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>Time for one request, body included. Default 60 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
