namespace Rotel.Arrow.Transport.Grpc;

/// <summary>The status codes of gRPC, with their numbers on the wire.</summary>
/// <remarks>Source: gRPC "Status codes and their use in gRPC".</remarks>
public enum GrpcStatusCode
{
    /// <summary>Success.</summary>
    Ok = 0,

    /// <summary>Given up by the caller.</summary>
    Cancelled = 1,

    /// <summary>An error of another address space, or an HTTP status without a counterpart.</summary>
    Unknown = 2,

    /// <summary>The request is wrong, whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed first.</summary>
    DeadlineExceeded = 4,

    /// <summary>Something that was named does not exist.</summary>
    NotFound = 5,

    /// <summary>Something that should be made exists.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not.</summary>
    PermissionDenied = 7,

    /// <summary>A quota is used up, or a message is too large.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in the state that the operation needs.</summary>
    FailedPrecondition = 9,

    /// <summary>Given up because of a conflict.</summary>
    Aborted = 10,

    /// <summary>Past the end of something.</summary>
    OutOfRange = 11,

    /// <summary>No such service or method, or an unknown message encoding.</summary>
    Unimplemented = 12,

    /// <summary>An invariant is broken: framing, a defect.</summary>
    Internal = 13,

    /// <summary>Not now: try again.</summary>
    Unavailable = 14,

    /// <summary>Data was lost for good.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}

/// <summary>Names and translations of <see cref="GrpcStatusCode"/>.</summary>
public static class GrpcStatusCodes
{
    private static readonly string[] s_names =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
        "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ];

    /// <summary>The name in the specification's spelling; the number for a code that it does not know.</summary>
    public static string Name(this GrpcStatusCode code) => (uint)code < (uint)s_names.Length
        ? s_names[(int)code]
        : ((int)code).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// Reads a <c>grpc-status</c> value: decimal digits. Codes above 16 are kept as they are (a client treats them as
    /// UNKNOWN); anything else is false.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out GrpcStatusCode code)
    {
        code = GrpcStatusCode.Unknown;
        if (!ushort.TryParse(text, System.Globalization.NumberStyles.None, null, out ushort number))
        {
            return false;
        }

        code = (GrpcStatusCode)number;
        return true;
    }

    /// <summary>
    /// What a client makes of an HTTP status that came without <c>grpc-status</c>: a proxy answered, not the service
    /// (gRPC "HTTP to gRPC Status Code Mapping").
    /// </summary>
    public static GrpcStatusCode FromHttp(int httpStatus) => httpStatus switch
    {
        400 => GrpcStatusCode.Internal,
        401 => GrpcStatusCode.Unauthenticated,
        403 => GrpcStatusCode.PermissionDenied,
        404 => GrpcStatusCode.Unimplemented,
        429 or 502 or 503 or 504 => GrpcStatusCode.Unavailable,
        _ => GrpcStatusCode.Unknown,
    };
}
