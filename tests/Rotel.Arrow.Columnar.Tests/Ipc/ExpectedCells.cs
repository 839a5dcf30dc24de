using System.Globalization;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>
/// The values of the golden JSON files in the text form of <see cref="IpcCells"/>, by the type of the column: both
/// formats write large integers as strings, binary as hexadecimal digits and maps as pairs.
/// </summary>
internal static class ExpectedCells
{
    internal static string Of(JsonElement value, IArrowType type)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return IpcCells.Null;
        }

        switch (type)
        {
            case DictionaryType dictionary:
                return Of(value, dictionary.ValueType);
            case BooleanType:
                return value.GetBoolean() ? "true" : "false";
            case StringType or LargeStringType:
                return IpcCells.Text(value.GetString()!);
            case BinaryType or LargeBinaryType or FixedSizeBinaryType:
                return IpcCells.Bytes(Convert.FromHexString(value.GetString()!));
            case HalfFloatType or FloatType or DoubleType:
                return IpcCells.Number(value.ValueKind == JsonValueKind.String
                    ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture)
                    : value.GetDouble());
            case ListType list:
                return IpcCells.List(value.EnumerateArray().Select(item => Of(item, list.ValueDataType)));
            case LargeListType list:
                return IpcCells.List(value.EnumerateArray().Select(item => Of(item, list.ValueDataType)));
            case MapType map:
                return IpcCells.List(value.EnumerateArray().Select(pair => Pair(pair, map)));
            case StructType all:
                IReadOnlyList<Field> fields = IpcCells.ChildrenOnTheWire(all);
                JsonElement[] values = [.. value.EnumerateObject().Select(static property => property.Value)];
                Assert.Equal(fields.Count, values.Length);
                return IpcCells.Struct(fields.Select((field, i) => (field.Name, Of(values[i], field.DataType))));
            default:
                return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
    }

    private static string Pair(JsonElement pair, MapType map)
    {
        StructType entries = map.KeyValueType;
        return IpcCells.Struct(
        [
            (entries.Fields[0].Name, Of(pair[0], entries.Fields[0].DataType)),
            (entries.Fields[1].Name, Of(pair[1], entries.Fields[1].DataType)),
        ]);
    }
}
