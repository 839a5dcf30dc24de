namespace Rotel.Arrow.Pipeline;

/// <summary>Why an open batch was sealed.</summary>
internal enum SealReason : byte
{
    /// <summary>It had as many items as it may, or the next request would not have fitted.</summary>
    Items = 0,

    /// <summary>It had as many bytes as it may, or the next request would not have fitted.</summary>
    Bytes,

    /// <summary>Its first request had waited long enough.</summary>
    Time,

    /// <summary>A flush, or the process stops.</summary>
    Flush,

    /// <summary>Its tables can hold no more rows.</summary>
    Rows,

    /// <summary>Batching is off: every request is a batch.</summary>
    Request,
}
