namespace Rotel.Arrow.Parquet.Thrift;

/// <summary>Type codes of the Thrift compact protocol.</summary>
internal static class ThriftType
{
    public const byte Stop = 0, True = 1, False = 2, I8 = 3, I16 = 4, I32 = 5, I64 = 6, Double = 7;
    public const byte Binary = 8, List = 9, Set = 10, Map = 11, Struct = 12;
}
