namespace Rotel.Arrow.Columnar.Ipc;

/// <summary>Why a message was refused.</summary>
public enum IpcErrorCode
{
    /// <summary>The input ends inside a message.</summary>
    Truncated,

    /// <summary>Framing, metadata or the layout of the body contradict the format.</summary>
    Malformed,

    /// <summary>Legal Arrow that this codec does not read: a type, a byte order, a metadata version, a codec.</summary>
    Unsupported,

    /// <summary>The layout is sound and the values are not: offsets, dictionary indexes, text, null counts.</summary>
    InvalidData,

    /// <summary>A limit of <see cref="IpcReaderOptions"/> would be exceeded.</summary>
    LimitExceeded,

    /// <summary>The byte budget has no room now: the one code that a later attempt may get over.</summary>
    OverBudget,

    /// <summary>An earlier error left schema or dictionaries behind the sender's: the stream has to begin anew.</summary>
    Broken,
}
