using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Otap.Dump;

/// <summary>Fields of a schema, one a line, children below their parents.</summary>
internal static class SchemaText
{
    internal static void Write(TextWriter output, IReadOnlyList<Field> fields, string indent)
    {
        foreach (Field field in fields)
        {
            IArrowType type = field.DataType;
            output.WriteLine($"{indent}{PrintableName.Of(field.Name)}: {NameOf(type)}{(field.IsNullable ? "" : ", not null")}{Metadata(field.Metadata)}");
            IArrowType values = (type as DictionaryType)?.ValueType ?? type;
            // A struct without children reads as one with a child "" of the null type.
            if (values is StructType nested && nested.Fields is not [{ Name: "", DataType: NullType }])
            {
                Write(output, nested.Fields, indent + "  ");
            }
        }
    }

    internal static string NameOf(IArrowType type) => type switch
    {
        DictionaryType dictionary => $"dictionary<{NameOf(dictionary.IndexType)}, {NameOf(dictionary.ValueType)}>",
        ListType list => $"list<{NameOf(list.ValueDataType)}>",
        FixedSizeBinaryType binary => string.Create(CultureInfo.InvariantCulture, $"fixed_size_binary[{binary.ByteWidth}]"),
        TimestampType timestamp => $"timestamp[{Unit(timestamp.Unit)}{(timestamp.Timezone is { Length: > 0 } zone ? $", {PrintableName.Of(zone)}" : "")}]",
        DurationType duration => $"duration[{Unit(duration.Unit)}]",
        _ => type.Name,
    };

    private static string Metadata(IReadOnlyDictionary<string, string>? metadata) => metadata is null
        ? ""
        : string.Concat(metadata.Select(static pair => $", {PrintableName.Of(pair.Key)}={PrintableName.Of(pair.Value)}"));

    private static string Unit(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => "s",
        TimeUnit.Millisecond => "ms",
        TimeUnit.Microsecond => "us",
        _ => "ns",
    };
}
