using Rotel.Arrow.Otlp.Schema;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otlp.Splitting;

/// <summary>
/// One envelope on the way from the request to its items: 0 request, 1 resource, 2 scope, 3 metric, 4 data of the
/// metric. Its <em>header</em> is all it has besides the envelopes or items inside; each piece that holds one of its
/// items repeats the header.
/// </summary>
internal struct SplitLevel
{
    /// <summary>The field that holds the envelope; null for the request.</summary>
    internal FieldSchema? Field;

    /// <summary>Where the header fields stand in the request: the envelope, or for data of a metric the whole metric.</summary>
    internal int Start;

    /// <summary>End of the same range.</summary>
    internal int End;

    /// <summary>Bytes of the header fields.</summary>
    internal int HeaderBytes;

    /// <summary>True once the envelope was written to some piece.</summary>
    internal bool WasOpened;

    /// <summary>True while the envelope is open in the current piece.</summary>
    internal bool IsOpen;

    /// <summary>Bytes of content in the current piece, an open envelope inside not counted.</summary>
    internal long ContentBytes;

    /// <summary>Where the envelope begins in the current piece.</summary>
    internal MessageMark Mark;

    /// <summary>Content of the current piece if it must be opened first.</summary>
    internal readonly long ContentOrHeaderBytes => IsOpen ? ContentBytes : HeaderBytes;
}
