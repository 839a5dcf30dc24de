using System.Net;
using Amazon.Runtime;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.Parquet.Stores;

/// <summary>What S3 answered, and what the operator can do about it.</summary>
internal static class S3Failure
{
    private const int MaxMessage = 200;

    /// <summary>The cause and a sentence. All of them are worth another try: an operator, or time, mends them.</summary>
    public static (NackCause Cause, string Reason) Explain(Exception exception, S3StoreOptions options) => exception switch
    {
        AmazonServiceException { ErrorCode: "NoSuchBucket" } =>
            (NackCause.DestinationRejected, $"the bucket {options.Bucket} does not exist; create it, or correct --parquet-exporter-directory."),
        AmazonServiceException { ErrorCode: "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" } service =>
            (NackCause.DestinationRejected, $"the bucket lies in another region ({service.ErrorCode}); set --parquet-exporter-s3-region."),
        AmazonServiceException { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } service =>
            (NackCause.DestinationUnauthorized,
                $"the store refuses the credentials ({service.ErrorCode}); allow them s3:PutObject and s3:AbortMultipartUpload, or give others (AWS_ACCESS_KEY_ID, AWS_PROFILE, a role)."),
        AmazonServiceException { StatusCode: HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests } service =>
            (NackCause.DestinationThrottled, $"the store asks to slow down ({(int)service.StatusCode} {service.ErrorCode})."),
        AmazonServiceException service when (int)service.StatusCode >= 500 =>
            (NackCause.DestinationFailed, $"the store fails ({(int)service.StatusCode} {service.ErrorCode})."),
        AmazonServiceException { InnerException: HttpRequestException inner } =>
            (NackCause.DestinationUnreachable, Unreachable(inner, options)),
        AmazonServiceException service when service.StatusCode != 0 =>
            (NackCause.DestinationRejected, $"{(int)service.StatusCode} {service.ErrorCode}: {PrintableText.Shorten(service.Message, MaxMessage)}"),
        HttpRequestException or WebException => (NackCause.DestinationUnreachable, Unreachable(exception, options)),
        OperationCanceledException => (NackCause.DestinationTimeout, "no answer in time; check the network and the store."),
        AmazonClientException when Mentions(exception, "credential") =>
            (NackCause.DestinationUnauthorized,
                "no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or give the machine or pod a role."),
        AmazonClientException when Mentions(exception, "RegionEndpoint") =>
            (NackCause.DestinationRejected, "no region is known; set --parquet-exporter-s3-region or AWS_REGION."),
        _ => (NackCause.DestinationFailed, PrintableText.Shorten(exception.Message, MaxMessage)),
    };

    private static string Unreachable(Exception exception, S3StoreOptions options) =>
        $"{options.Endpoint?.Authority ?? "AWS"} cannot be reached ({PrintableText.Shorten(exception.Message, MaxMessage)}); check the network and --parquet-exporter-s3-endpoint.";

    private static bool Mentions(Exception exception, string word) => exception.Message.Contains(word, StringComparison.OrdinalIgnoreCase);
}
