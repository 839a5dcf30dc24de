using Rotel.Arrow.Exporters.Parquet.Stores;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Exporters.Tests.Parquet.Stores;

/// <summary>Files in a bucket: whole or not at all, byte by byte, whatever the server does meanwhile.</summary>
public sealed class S3ObjectStoreTests
{
    private const int Small = 1000;
    private const int Large = (11 << 20) + 17;

    [Theory]
    [InlineData(Small)]
    [InlineData(Large)]
    public async Task A_file_arrives_byte_by_byte_in_one_request_or_in_parts(int bytes)
    {
        await using S3ServerUnderTest server = await S3ServerUnderTest.StartAsync();
        await StoredWholeAsync(server, server.Store(), bytes);
    }

    [Theory]
    [InlineData(Small, "PutObject:1:500")]
    [InlineData(Small, "PutObject:1:503")]
    [InlineData(Small, "PutObject:1:reset")]
    [InlineData(Small, "PutObject:1:300ms")]
    [InlineData(Large, "CreateMultipartUpload:1:503")]
    [InlineData(Large, "UploadPart:1:500")]
    [InlineData(Large, "UploadPart:1:reset")]
    [InlineData(Large, "CompleteMultipartUpload:1:503")]
    public async Task A_fault_is_answered_by_another_attempt(int bytes, string fault)
    {
        await using S3ServerUnderTest server = await S3ServerUnderTest.StartAsync(fault);
        await StoredWholeAsync(server, server.Store(retries: 4), bytes);
    }

    [Theory]
    [InlineData(Small, "PutObject:100:503", NackCause.DestinationThrottled, "asks to slow down")]
    [InlineData(Small, "PutObject:100:500", NackCause.DestinationFailed, "the store fails (500")]
    [InlineData(Small, "PutObject:100:403", NackCause.DestinationUnauthorized, "refuses the credentials")]
    [InlineData(Large, "UploadPart:100:500", NackCause.DestinationFailed, "the store fails (500")]
    public async Task Faults_that_stay_are_told_and_nothing_of_the_file_is_visible(int bytes, string fault, NackCause cause, string message)
    {
        await using S3ServerUnderTest server = await S3ServerUnderTest.StartAsync(fault);
        ObjectStoreException error = await FailsAsync(server.Store(), bytes);
        Assert.Equal(cause, error.Cause);
        Assert.Contains(message, error.Message);
        Assert.Contains("s3://lake/telemetry", error.Message);
        Assert.Empty(await server.KeysAsync());
    }

    [Fact]
    public async Task Missing_buckets_wrong_secrets_and_absent_servers_say_what_to_do()
    {
        string address;
        await using (S3ServerUnderTest server = await S3ServerUnderTest.StartAsync())
        {
            address = server.Endpoint.Authority;
            Assert.Contains("bucket nowhere does not exist; create it", (await FailsAsync(server.Store(bucket: "nowhere"), Small)).Message);
            ObjectStoreException refused = await FailsAsync(server.Store(secret: "wrong"), Small);
            Assert.Contains("refuses the credentials", refused.Message);
            Assert.Equal(NackCause.DestinationUnauthorized, refused.Cause);
        }

        using var gone = new S3ObjectStore(
            new S3StoreOptions { Bucket = "lake", Endpoint = new Uri("http://127.0.0.1:1"), PathStyle = true, MaxRetries = 1 },
            new Amazon.Runtime.BasicAWSCredentials("a", "b"));
        ObjectStoreException unreachable = await FailsAsync(gone, Small);
        Assert.Equal(NackCause.DestinationUnreachable, unreachable.Cause);
        Assert.Contains("127.0.0.1:1 cannot be reached", unreachable.Message);
        Assert.NotEmpty(address);
    }

    private static async Task StoredWholeAsync(S3ServerUnderTest server, S3ObjectStore store, int bytes)
    {
        using (store)
        using (var folder = new TemporaryFolder())
        {
            byte[] content = new byte[bytes];
            new Random(bytes).NextBytes(content);
            await File.WriteAllBytesAsync(folder.Of("file"), content, TestContext.Current.CancellationToken);
            await store.PutAsync("traces/date=2026-01-02/hour=03/x.parquet", folder.Of("file"), TestContext.Current.CancellationToken);
        }

        string key = Assert.Single(await server.KeysAsync());
        Assert.Equal("telemetry/traces/date=2026-01-02/hour=03/x.parquet", key);
        byte[] expected = new byte[bytes];
        new Random(bytes).NextBytes(expected);
        byte[] stored = await server.ReadAsync(key);
        Assert.True(expected.AsSpan().SequenceEqual(stored), "The object is not the file.");
    }

    private static async Task<ObjectStoreException> FailsAsync(S3ObjectStore store, int bytes)
    {
        using (store)
        using (var folder = new TemporaryFolder())
        {
            await File.WriteAllBytesAsync(folder.Of("file"), new byte[bytes], TestContext.Current.CancellationToken);
            return await Assert.ThrowsAsync<ObjectStoreException>(
                () => store.PutAsync("logs/x.parquet", folder.Of("file"), TestContext.Current.CancellationToken));
        }
    }
}
