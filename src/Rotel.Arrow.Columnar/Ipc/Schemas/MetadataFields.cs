namespace Rotel.Arrow.Columnar.Ipc.Schemas;

/// <summary>
/// Field numbers and constants of Message.fbs, Schema.fbs and their kin (arrow format/, columnar format 1.5), in vtable
/// order. A union takes two numbers: its tag and its table.
/// </summary>
internal static class MetadataFields
{
    /// <summary>MetadataVersion V4 and V5; the only change is in unions.</summary>
    internal const short Version4 = 3, Version5 = 4;

    internal static class Message
    {
        internal const int Version = 0, HeaderType = 1, Header = 2, BodyLength = 3, Count = 4;

        internal const byte SchemaHeader = 1, DictionaryHeader = 2, BatchHeader = 3;
    }

    internal static class Schema
    {
        internal const int Endianness = 0, Fields = 1, Metadata = 2;
    }

    internal static class Field
    {
        internal const int Name = 0, Nullable = 1, TypeTag = 2, Type = 3, Dictionary = 4, Children = 5, Metadata = 6;
    }

    internal static class Dictionary
    {
        internal const int Id = 0, IndexType = 1, IsOrdered = 2, Kind = 3;
    }

    internal static class Pair
    {
        internal const int Key = 0, Value = 1;
    }

    internal static class Batch
    {
        internal const int Length = 0, Nodes = 1, Buffers = 2, Compression = 3, VariadicCounts = 4;
    }

    internal static class DictionaryBatch
    {
        internal const int Id = 0, Data = 1, IsDelta = 2;
    }

    internal static class Compression
    {
        internal const int Codec = 0, Method = 1;

        internal const byte Lz4Frame = 0, Zstd = 1;
    }

    internal static class IntType
    {
        internal const int BitWidth = 0, IsSigned = 1;
    }

    /// <summary>Single fields of the other type tables.</summary>
    internal static class TypeTable
    {
        internal const int Precision = 0, Unit = 0, Timezone = 1, ByteWidth = 0, KeysSorted = 0;
    }
}
