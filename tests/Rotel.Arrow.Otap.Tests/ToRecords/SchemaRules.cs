using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Envelope;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;
using Xunit;

namespace Rotel.Arrow.Otap.Tests.ToRecords;

/// <summary>
/// The rules of the strictest receiver, as otap-schema.json states them: no unknown column, the right types, required
/// columns there and without nulls, dictionaries only where they may be and wide enough; root first, root ids dense.
/// </summary>
internal sealed class SchemaRules : IDisposable
{
    private readonly SlabPool _pool = new(new ByteBudget(1L << 40));
    private readonly Dictionary<string, IpcStreamReader> _readers = [];
    private readonly JsonDocument _schema = JsonDocument.Parse(File.ReadAllBytes(TestData.Require("otap", "otap-schema.json")));
    private readonly Signal _signal;

    public SchemaRules(Signal signal) => _signal = signal;

    public void AssertObeyed(byte[] message)
    {
        var envelope = new BatchArrowRecords();
        Assert.Null(envelope.Read(message, 64));
        Assert.Equal(OtapBatch.RootType(_signal), envelope.Payloads[0].Table);
        foreach (ArrowPayload payload in envelope.Payloads)
        {
            string id = System.Text.Encoding.UTF8.GetString(payload.SchemaId.Span);
            if (!_readers.TryGetValue(id, out IpcStreamReader? reader))
            {
                _readers.Add(id, reader = new IpcStreamReader(_pool));
            }

            var context = new SealContext(_pool);
            ReadOnlyMemory<byte> record = payload.Record;
            RecordBatch batch = reader.Read(ref record, context)!;
            Assert.True(record.IsEmpty);
            Assert.InRange(batch.Length, 1, payload.Table == OtapBatch.RootType(_signal) ? 65_535 : int.MaxValue);
            string name = PayloadTypes.NameOf(payload.Table);
            JsonElement fields = _schema.RootElement.GetProperty("payloads").GetProperty(name).GetProperty("fields");
            Check(name, fields, batch.Schema.FieldsList, batch.Arrays.ToArray());
            context.Abandon();
        }
    }

    public void Dispose()
    {
        foreach (IpcStreamReader reader in _readers.Values)
        {
            reader.Dispose();
        }

        _schema.Dispose();
        _pool.Dispose();
    }

    private static void Check(string path, JsonElement rules, IReadOnlyList<Field> fields, IArrowArray[] columns)
    {
        var known = rules.EnumerateArray().ToDictionary(static rule => rule.GetProperty("name").GetString()!);
        for (int i = 0; i < fields.Count; i++)
        {
            string where = $"{path}.{fields[i].Name}";
            Assert.True(known.Remove(fields[i].Name, out JsonElement rule), $"{where} is not in the schema");
            bool isRequired = rule.GetProperty("required").GetBoolean();
            Assert.True((!isRequired && fields[i].IsNullable) || columns[i].NullCount == 0, $"{where} has nulls");
            IArrowType type = fields[i].DataType;
            if (type is DictionaryType dictionary)
            {
                Assert.True(rule.TryGetProperty("dictMinIndex", out JsonElement least), $"{where} must be native");
                Assert.True(
                    dictionary.IndexType.TypeId == ArrowTypeId.UInt16
                    || (dictionary.IndexType.TypeId == ArrowTypeId.UInt8 && least.GetString() == "u8"),
                    $"{where} has indexes of {dictionary.IndexType.Name}");
                type = dictionary.ValueType;
            }

            Assert.Equal((where, rule.GetProperty("type").GetString()), (where, Name(type)));
            if (type is StructType nested && columns[i] is StructArray parent)
            {
                Assert.True(fields[i].Name is not ("resource" or "scope") || columns[i].NullCount == 0, $"{where} is null");
                Check(where, rule.GetProperty("children"), nested.Fields, [.. parent.Fields]);
            }
        }

        foreach ((string name, JsonElement rule) in known)
        {
            Assert.False(rule.GetProperty("required").GetBoolean(), $"{path}.{name} is missing");
        }
    }

    private static string Name(IArrowType type) => type switch
    {
        UInt8Type => "u8",
        UInt16Type => "u16",
        UInt32Type => "u32",
        UInt64Type => "u64",
        Int32Type => "i32",
        Int64Type => "i64",
        DoubleType => "f64",
        BooleanType => "bool",
        StringType => "utf8",
        BinaryType => "binary",
        FixedSizeBinaryType fixedSize => $"fsb{fixedSize.ByteWidth}",
        TimestampType => "timestamp_ns",
        DurationType => "duration_ns",
        StructType => "struct",
        ListType => "list",
        _ => type.Name,
    };
}
