namespace Rotel.Arrow.Columnar.Ipc.Schemas;

/// <summary>Tags of the Type union of Schema.fbs. The names are those that errors show.</summary>
internal enum TypeTag : byte
{
    None = 0,
    Null,
    Int,
    FloatingPoint,
    Binary,
    Utf8,
    Bool,
    Decimal,
    Date,
    Time,
    Timestamp,
    Interval,
    List,
    Struct,
    Union,
    FixedSizeBinary,
    FixedSizeList,
    Map,
    Duration,
    LargeBinary,
    LargeUtf8,
    LargeList,
    RunEndEncoded,
    BinaryView,
    Utf8View,
    ListView,
    LargeListView,
}
