using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Parquet.Schemas;

/// <summary>
/// The footer entry ARROW:schema: base64 of the encapsulated IPC Schema message (continuation, length, flatbuffer; no
/// end-of-stream). It gives dictionary types, zone names, durations and large types back to Arrow readers.
/// Dictionaries below lists, structs and maps are stored as their value type: Arrow C++ makes one chunk of each row
/// group's dictionary, and cannot put chunks together below another type ("Nested data conversions not implemented for
/// chunked array outputs"), so that a file with two row groups could not be read by pyarrow at all.
/// </summary>
internal static class ArrowSchemaMetadata
{
    public const string Key = "ARROW:schema";

    public static string Encode(Schema schema)
    {
        var stored = new Schema(schema.FieldsList.Select(TopLevel), schema.Metadata);
        using var stream = new MemoryStream();
        using var writer = new ArrowStreamWriter(stream, stored, leaveOpen: true);
        writer.WriteStart();
        return Convert.ToBase64String(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static Field TopLevel(Field field) =>
        field.DataType is DictionaryType ? field : With(field, Nested(field.DataType));

    private static Field Nested(Field field) => With(field, Nested(field.DataType));

    private static Field With(Field field, IArrowType type) => new(field.Name, type, field.IsNullable, field.Metadata);

    private static IArrowType Nested(IArrowType type) => type switch
    {
        DictionaryType dictionary => dictionary.ValueType,
        StructType structure => new StructType([.. structure.Fields.Select(Nested)]),
        MapType map => new MapType(Nested(map.KeyField), Nested(map.ValueField), map.KeySorted),
        ListType list => new ListType(Nested(list.ValueField)),
        LargeListType list => new LargeListType(Nested(list.ValueField)),
        FixedSizeListType list => new FixedSizeListType(Nested(list.ValueField), list.ListSize),
        _ => type,
    };
}
