namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>How the messages of a request, and of its response, are written.</summary>
internal enum BodyFormat : byte
{
    /// <summary>application/x-protobuf, and every gRPC message.</summary>
    Protobuf = 0,

    /// <summary>application/json in the OTLP mapping.</summary>
    Json,

    /// <summary>Another media type, or none.</summary>
    Unsupported,
}

/// <summary>Media types of OTLP/HTTP.</summary>
internal static class BodyFormats
{
    internal const string ProtobufType = "application/x-protobuf", JsonType = "application/json";

    /// <summary>The format of a Content-Type header; parameters (charset, ...) do not matter.</summary>
    internal static BodyFormat FromContentType(string? contentType)
    {
        ReadOnlySpan<char> type = contentType;
        int parameters = type.IndexOf(';');
        type = (parameters < 0 ? type : type[..parameters]).Trim();
        return type.Equals(ProtobufType, StringComparison.OrdinalIgnoreCase) ? BodyFormat.Protobuf
            : type.Equals(JsonType, StringComparison.OrdinalIgnoreCase) ? BodyFormat.Json
            : BodyFormat.Unsupported;
    }

    /// <summary>
    /// The media type to answer with: the request's own (OTLP/HTTP, MUST). What came with an unknown type is answered
    /// in JSON, which a person with curl can read.
    /// </summary>
    internal static string ResponseType(this BodyFormat format) => format == BodyFormat.Protobuf ? ProtobufType : JsonType;
}
