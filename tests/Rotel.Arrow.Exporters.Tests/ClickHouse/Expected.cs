using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Rotel.Arrow.Proto.Common.V1;

namespace Rotel.Arrow.Exporters.Tests.ClickHouse;

/// <summary>What attributes must be in a column, made from the message by hand, in the text of <see cref="RowBinary"/>.</summary>
/// <param name="Json">Typed paths, instead of a map of texts.</param>
/// <param name="MaxDepth">Key/value lists deeper than this are JSON text in a JSON column.</param>
internal sealed record Expected(bool Json, int MaxDepth = 3)
{
    public string Attributes(IEnumerable<KeyValue> attributes)
    {
        List<(string Path, string Type, string Value)> leaves = Leaves(attributes);
        if (!Json)
        {
            return $"{{{string.Join(", ", leaves.Select(leaf => $"{S(leaf.Path)}={leaf.Value}"))}}}";
        }

        IEnumerable<string> paths = leaves.Select(leaf => $"{S(leaf.Path)}:{leaf.Type}={leaf.Value}").Order(StringComparer.Ordinal);
        return $"{{{string.Join(", ", paths)}}}";
    }

    public string Keys(IEnumerable<KeyValue> attributes) => $"[{string.Join(", ", Leaves(attributes).Select(leaf => S(leaf.Path)))}]";

    public static string S(string text) => "'" + text + "'";

    public static string D(double number) => "f" + number.ToString("R", CultureInfo.InvariantCulture);

    public static string I<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);

    public static string Time(ulong nanos) => "t" + unchecked((long)nanos).ToString(CultureInfo.InvariantCulture);

    public static string Id(ByteString id) => S(Convert.ToHexStringLower(id.Span));

    public static string List<T>(IEnumerable<T> items, Func<T, string> text) => $"[{string.Join(", ", items.Select(text))}]";

    public static string Service(IEnumerable<KeyValue>? attributes) => S(
        attributes?.FirstOrDefault(a => a.Key == "service.name" && a.Value?.ValueCase == AnyValue.ValueOneofCase.StringValue)?.Value.StringValue ?? "");

    /// <summary>A value as text: bodies of log records.</summary>
    public static string TextOf(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.IntValue => I(value.IntValue),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.BytesValue => Convert.ToHexString(value.BytesValue.Span),
        AnyValue.ValueOneofCase.ArrayValue or AnyValue.ValueOneofCase.KvlistValue => JsonOf(value),
        _ => "",
    };

    private List<(string Path, string Type, string Value)> Leaves(IEnumerable<KeyValue> attributes)
    {
        var leaves = new List<(string Path, string Type, string Value)>();
        foreach (KeyValue attribute in attributes)
        {
            Add(leaves, attribute.Key, attribute.Value, 0);
        }

        if (Json)
        {
            // A second value of a path has "#2" behind its name.
            var taken = new HashSet<string>();
            var times = new Dictionary<string, int>();
            for (int i = 0; i < leaves.Count; i++)
            {
                string path = leaves[i].Path;
                int number = times.GetValueOrDefault(path, 1);
                string name = path;
                while (!taken.Add(name))
                {
                    name = $"{path}#{++number}";
                }

                times[path] = number;
                leaves[i] = leaves[i] with { Path = name };
            }
        }

        return leaves;
    }

    private void Add(List<(string Path, string Type, string Value)> leaves, string path, AnyValue? value, int depth)
    {
        if (value?.ValueCase == AnyValue.ValueOneofCase.KvlistValue && depth <= (Json ? MaxDepth : 64))
        {
            foreach (KeyValue member in value.KvlistValue.Values)
            {
                Add(leaves, $"{path}.{member.Key}", member.Value, depth + 1);
            }

            if (value.KvlistValue.Values.Count == 0)
            {
                leaves.Add((path, "String", S("{}")));
            }
        }
        else if (Json && value?.ValueCase == AnyValue.ValueOneofCase.ArrayValue && ElementType(value.ArrayValue) is { } type)
        {
            leaves.Add((path, $"Array(Nullable({type}))", List(value.ArrayValue.Values, v => KindOf(v) is null ? "null" : Typed(v))));
        }
        else
        {
            bool typed = Json && value?.ValueCase is AnyValue.ValueOneofCase.IntValue or AnyValue.ValueOneofCase.DoubleValue or AnyValue.ValueOneofCase.BoolValue;
            leaves.Add(typed && Json ? (path, KindOf(value)!, Typed(value!)) : (path, "String", S(TextOf(value))));
        }
    }

    /// <summary>Null when the elements have no common scalar type.</summary>
    private static string? ElementType(ArrayValue array)
    {
        List<string?> kinds = [.. array.Values.Where(v => v.ValueCase != AnyValue.ValueOneofCase.None && v.ValueCase != AnyValue.ValueOneofCase.StringValueStrindex).Select(KindOf).Distinct()];
        return kinds.Count switch
        {
            0 => "String",
            1 => kinds[0],
            _ => null,
        };
    }

    private static string? KindOf(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue or AnyValue.ValueOneofCase.BytesValue => "String",
        AnyValue.ValueOneofCase.IntValue => "Int64",
        AnyValue.ValueOneofCase.DoubleValue => "Float64",
        AnyValue.ValueOneofCase.BoolValue => "Bool",
        _ => null,
    };

    private static string Typed(AnyValue value) => value.ValueCase switch
    {
        AnyValue.ValueOneofCase.IntValue => I(value.IntValue),
        AnyValue.ValueOneofCase.DoubleValue => D(value.DoubleValue),
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        _ => S(TextOf(value)),
    };

    private static string JsonOf(AnyValue value)
    {
        var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            Write(writer, value);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, AnyValue? value)
    {
        switch (value?.ValueCase)
        {
            case AnyValue.ValueOneofCase.IntValue:
                writer.WriteNumberValue(value.IntValue);
                break;
            case AnyValue.ValueOneofCase.DoubleValue when double.IsFinite(value.DoubleValue):
                writer.WriteNumberValue(value.DoubleValue);
                break;
            case AnyValue.ValueOneofCase.BoolValue:
                writer.WriteBooleanValue(value.BoolValue);
                break;
            case AnyValue.ValueOneofCase.ArrayValue:
                writer.WriteStartArray();
                foreach (AnyValue item in value.ArrayValue.Values)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case AnyValue.ValueOneofCase.KvlistValue:
                writer.WriteStartObject();
                foreach (KeyValue item in value.KvlistValue.Values)
                {
                    writer.WritePropertyName(item.Key);
                    Write(writer, item.Value);
                }

                writer.WriteEndObject();
                break;
            case null or AnyValue.ValueOneofCase.None or AnyValue.ValueOneofCase.StringValueStrindex:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteStringValue(TextOf(value));
                break;
        }
    }
}
