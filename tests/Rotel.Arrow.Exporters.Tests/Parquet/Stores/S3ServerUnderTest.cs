using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Rotel.Arrow.Exporters.Parquet.Stores;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Exporters.Tests.Parquet.Stores;

/// <summary>A real S3 server (<c>peers s3</c>) with faults, and a client to see what lies in its bucket.</summary>
internal sealed class S3ServerUnderTest : IAsyncDisposable
{
    public const string Bucket = "lake";

    private static readonly BasicAWSCredentials Credentials = new("peers", "peers-secret");

    private readonly PeerServer _server;
    private readonly AmazonS3Client _client;

    private S3ServerUnderTest(PeerServer server)
    {
        _server = server;
        Endpoint = new Uri(server.Endpoints.Values.First());
        _client = new AmazonS3Client(Credentials, new AmazonS3Config { ServiceURL = Endpoint.AbsoluteUri, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
    }

    public Uri Endpoint { get; }

    /// <param name="faults">OPERATION:COUNT:WHAT, as <c>peers s3 --fault</c> takes them.</param>
    public static async Task<S3ServerUnderTest> StartAsync(params string[] faults) => new(
        await Peers.StartAsync(["s3", "--bucket", Bucket, .. faults.SelectMany(static fault => (string[])["--fault", fault])]));

    /// <summary>A store whose client tries each request once more, and not for long.</summary>
    public S3ObjectStore Store(int retries = 1, long partBytes = 5 << 20, string bucket = Bucket, string secret = "peers-secret") => new(
        new S3StoreOptions
        {
            Bucket = bucket, Prefix = "telemetry", Endpoint = Endpoint, PathStyle = true, MaxRetries = retries, PartBytes = partBytes,
            RequestTimeout = TimeSpan.FromSeconds(20),
        },
        new BasicAWSCredentials("peers", secret));

    public async Task<List<string>> KeysAsync()
    {
        ListObjectsV2Response answer = await _client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket });
        return [.. (answer.S3Objects ?? []).Select(static o => o.Key).Order(StringComparer.Ordinal)];
    }

    public async Task<byte[]> ReadAsync(string key)
    {
        using GetObjectResponse answer = await _client.GetObjectAsync(Bucket, key);
        using MemoryStream bytes = new();
        await answer.ResponseStream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }
}
