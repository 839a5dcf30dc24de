using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Rotel.Arrow.Pipeline;

namespace Rotel.Arrow.Exporters.Parquet.Stores;

/// <summary>
/// S3 and what speaks its protocol. Small files go up in one request, large ones in parts; an upload that fails is
/// aborted, so that it does not cost storage. Credentials are found by the SDK: environment, profile, container, instance.
/// </summary>
internal sealed class S3ObjectStore : IObjectStore
{
    /// <summary>S3 takes no more parts of an object.</summary>
    private const int MaxParts = 10_000;

    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(10);

    private readonly S3StoreOptions _options;
    private readonly AmazonS3Client _client;

    /// <param name="options">Where; validated.</param>
    /// <param name="credentials">Instead of the SDK's chain: for tests.</param>
    public S3ObjectStore(S3StoreOptions options, AWSCredentials? credentials = null)
    {
        _options = options;
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = options.MaxRetries,
            Timeout = options.RequestTimeout,

            // The newer default checksums go into trailers that other stores do not know.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = options.Region ?? "us-east-1";
        }
        else if (options.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        _client = credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
        Display = $"s3://{options.Bucket}{(options.Prefix.Length > 0 ? "/" + options.Prefix : "")}";
    }

    /// <inheritdoc/>
    public string Display { get; }

    /// <inheritdoc/>
    public async Task PutAsync(string key, string path, CancellationToken cancellation)
    {
        string full = _options.Prefix.Length > 0 ? _options.Prefix + "/" + key : key;
        long length = new FileInfo(path).Length;
        try
        {
            if (length <= _options.PartBytes)
            {
                await PutWholeAsync(full, path, cancellation).ConfigureAwait(false);
            }
            else
            {
                await PutPartsAsync(full, path, length, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is AmazonClientException or AmazonServiceException or HttpRequestException or WebException
            || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            (NackCause cause, string reason) = S3Failure.Explain(exception, _options);
            throw new ObjectStoreException(cause, $"{Display}: {reason}", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task PutWholeAsync(string key, string path, CancellationToken cancellation)
    {
        var request = new PutObjectRequest
        {
            BucketName = _options.Bucket, Key = key, FilePath = path, ContentType = "application/vnd.apache.parquet",

            // Some stores keep the framing of chunks as content.
            UseChunkEncoding = false,
        };
        if (_options.Encryption != S3Encryption.BucketDefault)
        {
            request.ServerSideEncryptionMethod = Method;
            request.ServerSideEncryptionKeyManagementServiceKeyId = KmsKey;
        }

        await _client.PutObjectAsync(request, cancellation).ConfigureAwait(false);
    }

    private async Task PutPartsAsync(string key, string path, long length, CancellationToken cancellation)
    {
        var begin = new InitiateMultipartUploadRequest
        {
            BucketName = _options.Bucket, Key = key, ContentType = "application/vnd.apache.parquet",
        };
        if (_options.Encryption != S3Encryption.BucketDefault)
        {
            begin.ServerSideEncryptionMethod = Method;
            begin.ServerSideEncryptionKeyManagementServiceKeyId = KmsKey;
        }

        string upload = (await _client.InitiateMultipartUploadAsync(begin, cancellation).ConfigureAwait(false)).UploadId;
        try
        {
            long partBytes = Math.Max(_options.PartBytes, (length + MaxParts - 1) / MaxParts);
            var parts = new List<PartETag>();
            for (long at = 0; at < length; at += partBytes)
            {
                UploadPartResponse part = await _client.UploadPartAsync(
                    new UploadPartRequest
                    {
                        BucketName = _options.Bucket, Key = key, UploadId = upload, PartNumber = parts.Count + 1, FilePath = path,
                        FilePosition = at, PartSize = Math.Min(partBytes, length - at), UseChunkEncoding = false,
                    },
                    cancellation).ConfigureAwait(false);
                parts.Add(new PartETag(parts.Count + 1, part.ETag));
            }

            await _client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = _options.Bucket, Key = key, UploadId = upload, PartETags = parts },
                cancellation).ConfigureAwait(false);
        }
        catch
        {
            await AbortAsync(key, upload).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Parts of an upload that was given up cost money until they are deleted. A store that is away keeps them.</summary>
    private async Task AbortAsync(string key, string upload)
    {
        try
        {
            using var timeout = new CancellationTokenSource(AbortTimeout);
            await _client.AbortMultipartUploadAsync(
                new AbortMultipartUploadRequest { BucketName = _options.Bucket, Key = key, UploadId = upload }, timeout.Token)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AmazonClientException or AmazonServiceException or HttpRequestException or OperationCanceledException)
        {
            // The reason why the upload failed is the one to report.
        }
    }

    private ServerSideEncryptionMethod Method =>
        _options.Encryption == S3Encryption.Kms ? ServerSideEncryptionMethod.AWSKMS : ServerSideEncryptionMethod.AES256;

    private string? KmsKey => _options.Encryption == S3Encryption.Kms ? _options.KmsKeyId : null;
}
