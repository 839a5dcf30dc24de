namespace Rotel.Arrow.Parquet.Format;

/// <summary>How a value is stored (parquet.thrift, Type). The numbers are the format's.</summary>
public enum ParquetPhysicalType
{
    /// <summary>One bit.</summary>
    Boolean = 0,

    /// <summary>4 bytes, little-endian.</summary>
    Int32 = 1,

    /// <summary>8 bytes, little-endian.</summary>
    Int64 = 2,

    /// <summary>12 bytes, deprecated; never written here.</summary>
    Int96 = 3,

    /// <summary>IEEE 754, 4 bytes.</summary>
    Float = 4,

    /// <summary>IEEE 754, 8 bytes.</summary>
    Double = 5,

    /// <summary>Bytes of any length.</summary>
    ByteArray = 6,

    /// <summary>Bytes of one length for the whole column.</summary>
    FixedLenByteArray = 7,
}

/// <summary>How often a node occurs below its parent (parquet.thrift, FieldRepetitionType).</summary>
public enum ParquetRepetition
{
    /// <summary>Once.</summary>
    Required = 0,

    /// <summary>Once or not at all.</summary>
    Optional = 1,

    /// <summary>Any number of times.</summary>
    Repeated = 2,
}

/// <summary>Kinds of page (parquet.thrift, PageType).</summary>
public enum ParquetPageType
{
    /// <summary>Data page, version 1.</summary>
    DataPage = 0,

    /// <summary>Reserved by the format.</summary>
    IndexPage = 1,

    /// <summary>The dictionary of a column chunk.</summary>
    DictionaryPage = 2,

    /// <summary>Data page, version 2.</summary>
    DataPageV2 = 3,
}
